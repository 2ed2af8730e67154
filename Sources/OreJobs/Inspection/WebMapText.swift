internal import Foundation
internal import OreReferencing

extension WebMapEvidence {
    /// The verdict in one line.
    var words: String {
        switch verdict {
        case .tooFewPairs(let pairs):
            "not enough matching outlines in \(name) to tell (\(pairs) of the \(Self.fewestPairs) needed)"
        case .noOffset(let found):
            (found.isClear ? "displaced" : "not displaced beyond the error") + ": \(found.words) against \(name), by \(pairs) pairs; "
                + "no web map's offset explains that better than none"
        case .looksLike(let offset, let found, let east, let north):
            "displaced by \(found.words) against \(name), by \(pairs) pairs; \(offset.rawValue) would give \(Self.move(east, north)): "
                + "looks like \(offset.rawValue), to be read with --crs \(offset.rawValue)"
        case .otherLooksLike(let offset, let found, let east, let north):
            "displaced by \(found.words) against \(name), by \(pairs) pairs; were \(name) in \(offset.rawValue), it would be "
                + "\(Self.move(east, north)): \(name) looks like \(offset.rawValue)"
        }
    }

    static func move(_ east: Double, _ north: Double) -> String { String(format: "%.0f m E, %.0f m N", east, north) }

    /// The verdict for programs.
    var values: [String: Any] {
        var object: [String: Any] = ["against": name, "pairs": pairs, "system": NSNull(), "displaced_layer": NSNull()]
        func add(_ found: Displacement) {
            object["east_m"] = found.eastMetres
            object["north_m"] = found.northMetres
            object["east_standard_error_m"] = found.eastErrorMetres
            object["north_standard_error_m"] = found.northErrorMetres
        }
        func add(_ offset: WebMapOffset, _ layer: String, _ east: Double, _ north: Double) {
            object["system"] = offset.rawValue
            object["displaced_layer"] = layer
            object["expected_east_m"] = east
            object["expected_north_m"] = north
        }
        switch verdict {
        case .tooFewPairs: object["verdict"] = "too_few_pairs"
        case .noOffset(let found):
            object["verdict"] = "no_offset"
            add(found)
        case .looksLike(let offset, let found, let east, let north):
            object["verdict"] = "looks_like"
            add(found)
            add(offset, "this", east, north)
        case .otherLooksLike(let offset, let found, let east, let north):
            object["verdict"] = "other_looks_like"
            add(found)
            add(offset, name, east, north)
        }
        return object
    }
}

extension WebMapEvidence.Displacement {
    /// Beyond 50 m and three standard errors.
    fileprivate var isClear: Bool {
        func isClear(_ metres: Double, _ error: Double) -> Bool { metres.magnitude > max(50, 3 * error) }
        return isClear(eastMetres, eastErrorMetres) || isClear(northMetres, northErrorMetres)
    }

    /// With two standard errors.
    fileprivate var words: String {
        String(format: "%.0f m E ± %.0f, %.0f m N ± %.0f", eastMetres, 2 * eastErrorMetres, northMetres, 2 * northErrorMetres)
    }
}
