internal import Foundation
internal import OreFeatures

/// Names what a file is that no reader takes, by its first bytes.
enum ForeignContent {
    private static let signatures: [(bytes: [UInt8], name: String)] = [
        ([0x49, 0x49, 0x2A, 0x00], "a TIFF image (GeoTIFF), raster data rather than features"),
        ([0x4D, 0x4D, 0x00, 0x2A], "a TIFF image (GeoTIFF), raster data rather than features"),
        ([0x49, 0x49, 0x2B, 0x00], "a BigTIFF image, raster data rather than features"),
        ([0x4D, 0x4D, 0x00, 0x2B], "a BigTIFF image, raster data rather than features"),
        ([0x89, 0x50, 0x4E, 0x47], "a PNG image"), ([0xFF, 0xD8, 0xFF], "a JPEG image"), (Array("%PDF".utf8), "a PDF document"),
        ([0x7F, 0x45, 0x4C, 0x46], "a program"), ([0xD0, 0xCF, 0x11, 0xE0], "an old Office document (.xls, .doc)"),
        (Array("PAR1".utf8), "a Parquet table"), (Array("CDF".utf8), "a NetCDF grid"), ([0x89, 0x48, 0x44, 0x46], "an HDF5 file"),
        ([0x42, 0x5A, 0x68], "a bzip2 archive"), ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "an xz archive"),
        ([0x37, 0x7A, 0xBC, 0xAF], "a 7-Zip archive"), (Array("Rar!".utf8), "a RAR archive"),
        (Array("AC10".utf8), "a DWG drawing; save it as DXF"),
    ]

    /// A pipe or device can be read only once, and not here.
    static func isRegularFile(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// A file or folder, rather than a pipe or device.
    static func isReadableTwice(_ path: String) -> Bool {
        var status = stat()
        // What is missing is another reader's to report.
        guard stat(path, &status) == 0 else { return path != "-" }
        return [S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
    }

    static func name(_ path: String) -> String? {
        guard isRegularFile(path), let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        guard let head = try? file.read(upToCount: 16) else { return nil }
        return signatures.first { head.starts(with: $0.bytes) }?.name
    }

    /// JSON that holds no features is described by the members at its top; larger files are not looked into.
    private static let largestDescribedJSON = 64 << 20

    /// What the top of a JSON file holds; `nil` when it is no JSON.
    static func jsonOutline(_ path: String) -> String? {
        guard isRegularFile(path), let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int,
            size <= largestDescribedJSON,
            let data = FileManager.default.contents(atPath: path), JSONGrammar.validate(Array(data)) == nil,
            let value = try? JSONSerialization.jsonObject(with: data, options: [.fragmentsAllowed])
        else { return nil }
        return "JSON, but no features: " + outline(value)
    }

    private static func outline(_ value: Any) -> String {
        func names(_ object: [String: Any]) -> String {
            object.isEmpty ? "an empty object" : "an object with " + object.keys.sorted().prefix(8).joined(separator: ", ")
        }
        switch value {
        case let object as [String: Any]: return names(object)
        case let array as [Any]:
            guard let first = array.first else { return "an empty array" }
            return "an array of \(array.count), the first " + ((first as? [String: Any]).map(names) ?? "is no object")
        default: return "a single value"
        }
    }

    /// Adds to a refusal what the content is, where that is known.
    static func explaining<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as InputError {
            guard case .refused(let file, _, _, let next) = error else { throw error }
            if let name = name(path) {
                throw InputError.refused(file: file, place: InputPlace(), what: "the content is \(name)", next: next)
            }
            guard let outline = jsonOutline(path) else { throw error }
            throw InputError.refused(
                file: file, place: InputPlace(), what: outline, next: "give a FeatureCollection, or one Feature to a line")
        }
    }
}
