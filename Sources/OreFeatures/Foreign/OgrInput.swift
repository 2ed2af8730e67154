internal import Foundation

/// A foreign file as it lies on disk: what GDAL opens, and which files belong to it.
struct OgrInput {
    /// As the user gave it.
    let path: String
    /// Absolute, so that no option and no connection string can hide in it; inside a zip with GDAL's `/vsizip/{...}` form.
    let gdalPath: String
    let digestedFiles: [String]
    /// 0 for a folder.
    let byteCount: Int
    let isFolder: Bool
    /// Inside an archive: entry path of the Shapefile or the FileGDB folder.
    let archiveEntry: String?

    init(path: String, format: FileFormat, layer: String?) throws(InputError) {
        self.path = path
        var status = stat()
        guard stat(path, &status) == 0 else { throw .cannotOpen(file: path, reason: String(cString: strerror(errno))) }
        isFolder = status.st_mode & S_IFMT == S_IFDIR
        byteCount = isFolder ? 0 : Int(status.st_size)
        let isRegular = status.st_mode & S_IFMT == S_IFREG
        guard isRegular || (isFolder && format == .fileGDB) else {
            throw .cannotOpen(file: path, reason: isFolder ? "it is a folder" : "it is not a regular file")
        }
        let absolute = OgrInput.absolute(path)
        guard !absolute.hasPrefix("/vsi"), !absolute.contains("}") else {
            throw .cannotOpen(file: path, reason: "GDAL cannot be given this path; rename it")
        }
        if !isFolder && (format == .shapefile || format == .fileGDB), try OgrArchive.isZip(path) {
            let entry = try OgrArchive(path: path).dataset(format, layer: layer)
            archiveEntry = entry
            gdalPath = "/vsizip/{" + absolute + "}/" + entry
            digestedFiles = [path]
        } else {
            archiveEntry = nil
            gdalPath = absolute
            digestedFiles = format == .shapefile ? OgrInput.shapefileParts(path) : isFolder ? try OgrInput.contents(path) : [path]
        }
    }

    private static func absolute(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    /// The file's name without its extension, with the folder.
    static func stem(_ path: String) -> String {
        guard let dot = path.lastIndex(of: "."), !path[dot...].contains("/") else { return path }
        return String(path[..<dot])
    }

    /// Path of a part of the Shapefile, whichever case its extension has.
    static func part(_ path: String, _ name: String) -> String? {
        [name, name.uppercased()].map { stem(path) + "." + $0 }.first { access($0, R_OK) == 0 }
    }

    private static func shapefileParts(_ path: String) -> [String] {
        ["cpg", "dbf", "prj", "shp", "shx"].compactMap { part(path, $0) }
    }

    private static func contents(_ folder: String) throws(InputError) -> [String] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw .cannotOpen(file: folder, reason: "the folder cannot be listed")
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { folder + "/" + $0 }
            .filter { path in
                var status = stat()
                return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && !path.hasSuffix(".lock")
            }
    }
}
