internal import OreCases
internal import OreFeatures
internal import OreGeometry
internal import OreReporting
internal import OreStorage

/// The findings over figures of a store as a file beside that of its places, whose form has no room for them: records as
/// `orewatch findings list` has them, without outlines.
struct FiguresReport {
    let store: Store
    /// Findings of subjects that lie outside, or nowhere, are left out; `nil` for all.
    let area: WatchArea?
    let memory: ReportMemory

    /// A file that says what the store still says is left alone.
    /// - Throws: `OutputError`, `StoreError`.
    func write(_ format: RecordFormat, to path: String) throws {
        // Asked for first: what is committed meanwhile is for the next report.
        let commit = try store.latestCommit()
        if area == nil, let last = memory.layout(path), last.commit == commit, FileStamp(path) == last.stamp { return }
        memory.keep(nil, for: path)
        let list = RecordList("figures", FindingRecords.columns, isSpatial: false, forEach: forEach)
        try list.write(format, to: path, style: TextStyle(), title: "Figures")
        guard area == nil else { return }
        memory.keep(FileStamp(path).map { ReportLayout(stamp: $0, commit: commit, blocks: [], account: []) }, for: path)
    }

    private func forEach(_ body: (Record) throws -> Void) throws {
        var filter = CaseFilter()
        filter.rules = Set(SuspectedRule.allCases.filter { $0.figures != nil })
        filter.box = area?.box
        try store.forEachSuspicion(filter, sortedBy: nil, limit: nil) { suspicion in
            guard case .figures(let stored) = suspicion else { return }
            if let area, let point = stored.place.labelPoint, !area.contains(point) { return }
            try body(FindingRecords.record(stored))
        }
    }
}
