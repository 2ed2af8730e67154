internal import Glibc

/// A zip file that holds a Shapefile or a FileGDB: finds the dataset and reads small parts of it. Nothing is extracted.
struct OgrArchive {
    private let archive: ZipArchive

    static func isZip(_ path: String) throws(InputError) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .cannotOpen(file: path, reason: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var head = [UInt8](repeating: 0, count: 4)
        return Glibc.read(descriptor, &head, 4) == 4 && head[0] == 0x50 && head[1] == 0x4B && (head[2] == 3 || head[2] == 5)
    }

    init(path: String) throws(InputError) { archive = try ZipArchive(path: path) }

    /// The one Shapefile or FileGDB folder in the archive; with `layer` the Shapefile of that name.
    func dataset(_ format: FileFormat, layer: String?) throws(InputError) -> String {
        var found: [String] = []
        for name in archive.members.map(\.name) {
            let entry = format == .shapefile ? OgrArchive.shapefile(name) : OgrArchive.geodatabase(name)
            if let entry, !found.contains(entry) { found.append(entry) }
        }
        if format == .shapefile, let layer, found.count > 1 { found = found.filter { OgrArchive.layerName($0) == layer } }
        guard let only = found.first else {
            throw refused("the zip archive has no \(format.rawValue)" + (layer.map { " \"\($0)\"" } ?? ""), "")
        }
        guard found.count == 1 else {
            let names = found.prefix(20).map { "\"\(OgrArchive.layerName($0))\"" }.joined(separator: ", ")
            throw refused("the zip archive has \(found.count) datasets", "choose one with --layer: \(names)")
        }
        return only
    }

    /// The first `limit` bytes of an entry; empty when there is none of that name, whatever the case, or it cannot be unpacked.
    func read(_ entry: String, upTo limit: Int) -> [UInt8] {
        guard let member = archive.members.first(where: { $0.name.lowercased() == entry.lowercased() }),
            let reader = try? archive.open(member)
        else { return [] }
        var bytes = [UInt8](repeating: 0, count: limit)
        var filled = 0
        while filled < limit {
            let count = bytes.withUnsafeMutableBytes { raw in
                (try? reader.read(into: UnsafeMutableRawBufferPointer(rebasing: raw[filled...]))) ?? 0
            }
            if count == 0 { break }
            filled += count
        }
        return Array(bytes[..<filled])
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

    private func refused(_ what: String, _ next: String) -> InputError {
        .refused(file: archive.path, place: InputPlace(), what: what, next: next)
    }
}
