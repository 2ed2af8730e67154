internal import Foundation
internal import OreCases

/// Files that somebody puts into a folder, or that lie in one place and are replaced now and then.
///
/// - A file is read when its size and time stayed the same for the settling time. Writers that put the file beside and rename it need none.
/// - Hidden files and the names of unfinished copies (`.part`, `.partial`, `.tmp`, `.crdownload`, `~`) are never looked at.
/// - An inbox's file goes to `done` after the commit, to `failed` with its reason when it is refused, and stays when the reason may pass.
///   A file of kind `files` stays, and is read again when it changed.
/// - In the order of their names, numbers by value: `scene-9` before `scene-10`.
struct FolderSource {
    private let source: SourceSettings
    private let growth: GrowthGuard
    private static let unfinished = [".part", ".partial", ".tmp", ".crdownload", ".filepart", "~", ".reason.txt"]
    /// Of one look; the rest waits for the next.
    private static let limit = 1000
    private static let largestFolder = 100_000

    init(_ source: SourceSettings, growth: GrowthGuard) { (self.source, self.growth) = (source, growth) }

    func collect(marks: [String: String], patience: Bool, stop: StopFlag) async throws -> Collection {
        var (settled, waiting) = try look(marks)
        // Two settling times: one to see that a file has not changed, one more for a writer that was just finishing.
        let end = ContinuousClock.now + source.settle * 2 + .milliseconds(20)
        while patience, waiting > 0, ContinuousClock.now < end, !stop.isSet {
            try await Task.sleep(for: min(.milliseconds(500), source.settle / 4 + .milliseconds(5)))
            (settled, waiting) = try look(marks)
        }
        var result = Collection()
        result.waiting = waiting
        if source.kind == .files { result.known = Set(try paths()) }
        guard let kind = RecordKind(rawValue: source.recordKind) else { return result }
        for (path, look) in settled.prefix(Self.limit) {
            let name = (path as NSString).lastPathComponent
            var item = Collection.Item(delivery: Delivery(source: source, kind: kind, path: path, name: name), identity: look)
            if source.kind == .folder { item.folders = (source.done, source.failed) } else { item.marks = [path: look.mark] }
            result.items.append(item)
        }
        if waiting > 0 { result.remarks.append("\(waiting) files still grow") }
        return result
    }

    /// The files that can be read now, in order, and how many cannot yet.
    private func look(_ marks: [String: String]) throws(SourceError) -> (settled: [(String, FileLook)], waiting: Int) {
        var looks: [String: FileLook] = [:]
        for path in try paths() {
            guard let look = FileLook(path), source.kind == .folder || marks[path] != look.mark else { continue }
            looks[path] = look
        }
        let ages = growth.ages(of: source.name, looks, now: .now)
        let settled = looks.filter { (ages[$0.key] ?? .zero) >= source.settle }
        let ordered = settled.sorted { $0.key.compare($1.key, options: [.numeric]) == .orderedAscending }
        return (ordered.map { ($0.key, $0.value) }, looks.count - settled.count)
    }

    private func paths() throws(SourceError) -> [String] {
        let location = source.location
        let isPattern = location.contains { "*?[".contains($0) }
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: location, isDirectory: &isFolder)
        if !isPattern, !isFolder.boolValue {
            guard exists || source.kind == .files else { throw missing(location) }
            return exists ? [location] : []
        }
        let folder = isPattern ? (location as NSString).deletingLastPathComponent : location
        let pattern = isPattern ? (location as NSString).lastPathComponent : "*"
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder) else { throw missing(folder) }
        guard names.count <= Self.largestFolder else {
            throw SourceError(
                source: source.name, what: "\(folder) holds more than \(Self.largestFolder) files", next: "clear the folder", mayPass: false
            )
        }
        return names.filter { name in
            !name.hasPrefix(".") && !Self.unfinished.contains { name.lowercased().hasSuffix($0) } && fnmatch(pattern, name, FNM_PERIOD) == 0
        }.map { (folder.isEmpty ? "" : folder + "/") + $0 }
    }

    private func missing(_ folder: String) -> SourceError {
        SourceError(
            source: source.name, what: "\(folder) cannot be listed", next: "create the folder and let the daemon read it", mayPass: true)
    }
}
