internal import CZip
internal import Glibc

/// A zip file that holds a Shapefile or a FileGDB: lists its entries and reads small ones. Bounded; nothing is extracted.
final class OgrArchive {
    private let path: String
    private let handle: OpaquePointer

    static func isZip(_ path: String) throws(InputError) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .cannotOpen(file: path, reason: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var head = [UInt8](repeating: 0, count: 4)
        return Glibc.read(descriptor, &head, 4) == 4 && head[0] == 0x50 && head[1] == 0x4B && (head[2] == 3 || head[2] == 5)
    }

    init(path: String) throws(InputError) {
        self.path = path
        var code: Int32 = 0
        guard let opened = zip_open(path, ZIP_RDONLY, &code) else {
            throw .refused(file: path, place: InputPlace(), what: "the zip archive is damaged", next: "")
        }
        handle = opened
    }

    deinit { zip_discard(handle) }

    /// Names of all entries.
    func entries() throws(InputError) -> [String] {
        let count = zip_get_num_entries(handle, 0)
        guard count <= 100_000 else { throw refused("the zip archive has more than 100,000 entries") }
        return (0..<max(0, count)).compactMap { zip_get_name(handle, UInt64($0), 0).map { String(cString: $0) } }
    }

    /// The one Shapefile or FileGDB folder in the archive; with `layer` the Shapefile of that name.
    func dataset(_ format: FileFormat, layer: String?) throws(InputError) -> String {
        var found: [String] = []
        for name in try entries() where !name.hasPrefix("__MACOSX/") && !name.split(separator: "/").contains("..") {
            let entry = format == .shapefile ? OgrArchive.shapefile(name) : OgrArchive.geodatabase(name)
            if let entry, !found.contains(entry) { found.append(entry) }
        }
        if format == .shapefile, let layer, found.count > 1 { found = found.filter { OgrArchive.layerName($0) == layer } }
        guard let only = found.first else {
            throw refused("the zip archive has no " + (format == .shapefile ? "Shapefile" : "FileGDB") + (layer.map { " \"\($0)\"" } ?? ""))
        }
        guard found.count == 1 else {
            let names = found.prefix(20).map { "\"\(OgrArchive.layerName($0))\"" }.joined(separator: ", ")
            throw .refused(
                file: path, place: InputPlace(), what: "the zip archive has \(found.count) datasets",
                next: "choose one with --layer: \(names)")
        }
        return only
    }

    /// The first `limit` bytes of an entry; empty when there is none of that name.
    func read(_ entry: String, upTo limit: Int) -> [UInt8] {
        guard let file = zip_fopen(handle, entry, UInt32(ZIP_FL_NOCASE)) else { return [] }
        defer { zip_fclose(file) }
        var bytes = [UInt8](repeating: 0, count: limit)
        let count = zip_fread(file, &bytes, UInt64(limit))
        return count > 0 ? Array(bytes[..<Int(count)]) : []
    }

    private static func shapefile(_ name: String) -> String? { name.lowercased().hasSuffix(".shp") ? name : nil }

    private static func geodatabase(_ name: String) -> String? {
        let folders = name.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        guard let last = folders.firstIndex(where: { $0.lowercased().hasSuffix(".gdb") }) else { return nil }
        return folders[...last].joined(separator: "/")
    }

    static func layerName(_ entry: String) -> String {
        OgrInput.stem(String(entry.split(separator: "/").last ?? ""))
    }

    private func refused(_ what: String) -> InputError { .refused(file: path, place: InputPlace(), what: what, next: "") }
}
