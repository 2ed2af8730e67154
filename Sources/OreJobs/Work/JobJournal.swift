internal import Foundation
internal import OreFeatures
internal import OreStorage
internal import Synchronization

/// What the scheduler remembers over restarts, in one small file beside the store: up to when schedules were dealt with, what sources delivered
/// last, and what receivers were told.
///
/// Written beside, synced and renamed. It only saves work: without it sources are fetched once more (the same content changes nothing) and
/// schedules begin now. The one loss would be notices of runs that were not delivered yet; a journal that cannot be read is therefore kept aside.
public final class JobJournal: Sendable {
    struct Content: Codable, Sendable {
        var version = 1
        var jobs: [String: Job] = [:]
        /// By source, then by what the source calls it: ETag, digest, files.
        var marks: [String: [String: String]] = [:]
        /// The store's last commit when a mark was made: what the marks say was taken in is in a store that has it.
        var commit: CommitStamp?
        /// By receiver: the last run whose notice it took.
        var told: [String: Int] = [:]

        struct Job: Codable, Sendable {
            /// Scheduled times up to this one need nothing more, seconds since 1970.
            var handled: Double?
            var lastSuccess: Double?
        }
    }
    /// Of one source.
    static let markLimit = 100_000

    private let path: String
    private let state: Mutex<Content>
    /// What was wrong with the file that was found; `nil` when nothing was.
    public let remark: String?

    public init(path: String) {
        self.path = path
        guard let data = FileManager.default.contents(atPath: path) else {
            state = Mutex(Content())
            remark = nil
            return
        }
        if data.count <= 64 << 20, let content = try? JSONDecoder().decode(Content.self, from: data), content.version == 1 {
            state = Mutex(content)
            remark = nil
        } else {
            let aside = path + ".unreadable"
            rename(path, aside)
            state = Mutex(Content())
            remark = "the journal of jobs cannot be read and was put aside as \(aside)"
        }
    }

    func read<Value: Sendable>(_ body: (Content) -> Value) -> Value { state.withLock { body($0) } }

    /// Changes the memory and then the file.
    /// - Throws: `OutputError` when the file cannot be written; the memory is changed all the same.
    func update(_ change: (inout Content) -> Void) throws(OutputError) {
        let content = state.withLock { content in
            change(&content)
            return content
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        guard let data = try? encoder.encode(content) else { return }
        let file = try AtomicFile(path)
        try file.write(Array(data))
        try file.commit()
    }
}
