internal import Foundation

/// Where the program's own data files lie (profiles, rule sets, the demo district): in an installation and in a source tree.
public enum ShippedData {
    /// The folders to look in, in order: `$OREWATCH_DATA`; `../share/orewatch` beside the folder of the executable; `GeoData` in a folder above
    /// the executable (a source tree's build folder, wherever the tree lies now); `GeoData` in the source tree that the program was built from.
    public static var roots: [String] {
        var roots: [String] = []
        if let stated = ProcessInfo.processInfo.environment["OREWATCH_DATA"], !stated.isEmpty { roots.append(stated) }
        if let executable = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
            let prefix = URL(filePath: executable).deletingLastPathComponent().deletingLastPathComponent()
            roots.append(prefix.appending(path: "share/orewatch").path)
            var above = prefix
            for _ in 0..<4 {
                roots.append(above.appending(path: "GeoData").path)
                above.deleteLastPathComponent()
            }
        }
        var tree = URL(filePath: #filePath)
        for _ in 0..<4 { tree.deleteLastPathComponent() }
        roots.append(tree.appending(path: "GeoData").path)
        return roots
    }

    /// The first file of this relative path, such as `profiles/peru-titles.yaml`.
    public static func path(_ relative: String) -> String? {
        roots.map { $0 + "/" + relative }.first { FileManager.default.fileExists(atPath: $0) }
    }

    /// The base names of the shipped files in a folder with an extension, sorted.
    public static func names(in folder: String, extension suffix: String) -> [String] {
        var names: Set<String> = []
        for root in roots {
            for file in (try? FileManager.default.contentsOfDirectory(atPath: root + "/" + folder)) ?? [] where file.hasSuffix("." + suffix)
            {
                names.insert(String(file.dropLast(suffix.count + 1)))
            }
        }
        return names.sorted()
    }
}

extension Profile {
    /// The names that ``named(_:)`` knows.
    public static var shippedNames: [String] { ShippedData.names(in: "profiles", extension: "yaml") }

    /// A shipped profile by its name, or any profile by its path (a word with a `/` or ending in `.yaml` or `.yml`).
    /// - Throws: `InputError.badConfiguration` for an unknown name, with the nearest one, and for a faulty profile; `cannotOpen` for a path.
    public static func named(_ nameOrPath: String) throws(InputError) -> Profile {
        let isPath = nameOrPath.contains("/") || nameOrPath.hasSuffix(".yaml") || nameOrPath.hasSuffix(".yml")
        if isPath { return try Profile(yaml: try SettingsText.read(nameOrPath), file: nameOrPath) }
        guard let path = ShippedData.path("profiles/\(nameOrPath).yaml") else {
            throw .badConfiguration(
                file: nameOrPath, place: InputPlace(), what: "no profile of this name is shipped",
                next: NearestMatch.advice(for: nameOrPath, among: shippedNames))
        }
        return try Profile(yaml: try SettingsText.read(path), file: path)
    }
}
