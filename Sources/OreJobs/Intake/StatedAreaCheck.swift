internal import OreDetection
internal import OreFeatures
internal import OreGeometry

/// Compares the areas that corner tables state with those of their corners.
///
/// The tolerance is that of the register audit: 100 m2, one unit of the fourth decimal of a square kilometre, or a thousandth of the area,
/// whichever is more.
struct StatedAreaCheck {
    private let settings = AuditSettings()

    struct Difference {
        var place: InputPlace
        var reason: String
    }

    /// - Parameter areas: computed, in square metres, row for row.
    func differences(in batch: FeatureBatch, areas: [Double?]) -> [Difference] {
        guard let stated = batch.column(named: Attribute.statedArea.columnName) else { return [] }
        return areas.indices.compactMap { row in
            guard let computed = areas[row], let text = stated.string(at: row), let value = Double(text) else { return nil }
            return reason(stated: value, computed: computed).map { Difference(place: batch.place(of: row), reason: $0) }
        }
    }

    /// The differences of a batch after intake, as defects of the register.
    func defects(in batch: IntakeBatch, side: Side, file: String) -> [RunDefect] {
        let geometry = batch.features.geometry
        let measure = EllipsoidalArea(.cgcs2000)
        let areas = geometry.kinds.indices.map { row in
            batch.isUsable[row] && geometry.kinds[row]?.isPolygonal == true ? measure.area(of: row, in: geometry) : nil
        }
        return differences(in: batch.features, areas: areas).map {
            RunDefect(side: side.rawValue, file: file, place: $0.place, outcome: .registerDefect, reason: $0.reason)
        }
    }

    /// Why the two do not agree; `nil` within the tolerance.
    func reason(stated: Double, computed: Double) -> String? {
        guard stated.isFinite, abs(stated - computed) > max(settings.areaDifference, settings.areaShare * computed) else { return nil }
        return "states \(Self.squareKilometres(stated)) km2, its corners enclose \(Self.squareKilometres(computed)) km2"
    }

    static func squareKilometres(_ squareMetres: Double) -> String { CornerTableForm.fixed(squareMetres / 1e6, 4) }
}

/// What readers skipped or left unused, for the account.
enum ReaderRemarks {
    /// At most one line.
    static func lines(_ infos: [SourceInfo]) -> [String] {
        let said = infos.filter { !$0.remarks.isEmpty }
        guard let first = said.first else { return [] }
        return ["\(first.path): \(first.remarks.joined(separator: "; "))" + (said.count > 1 ? " (and \(said.count - 1) files more)" : "")]
    }
}

extension ReaderRemarks {
    /// What a reader skipped, for the record of a run.
    static func defects(_ info: SourceInfo, _ side: Side) -> [RunDefect] {
        info.remarks.filter { $0.hasPrefix("skipped") }.map {
            RunDefect(side: side.rawValue, file: info.path, place: InputPlace(), outcome: .skipped, reason: $0)
        }
    }
}

extension FileFormat {
    /// A table of corners rather than of geometries.
    var isCornerTable: Bool { self == .cornerTable || self == .surveyText || self == .cornerWorkbook }
}
