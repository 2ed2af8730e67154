/// What became of a finding over figures: incidents of figures have no scenes, their past is that of their findings.
public struct FiguresEvent: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case appeared
        /// Its figures, its verdict or its reasons are others.
        case changed
        /// A correction, a batch of quota, a register took it back.
        case withdrawn
        /// It had been withdrawn before.
        case reappeared
    }

    public var kind: Kind
    /// When the commit was made, ISO 8601; empty where that is not known.
    public var time: String
    public var commit: Int
    /// What it says since then; of one withdrawn, what it said last.
    public var figures: FiguresFinding
}

extension FiguresEvent {
    /// What versions tell, in the order of commits; of one commit by id.
    /// - Parameter versions: in any order; a version that is missing between two others is taken for a withdrawal.
    /// - Returns: empty without versions.
    /// - Complexity: O(n log n).
    public static func events(of versions: [FiguresFindingVersion]) -> [FiguresEvent] {
        var events: [FiguresEvent] = []
        for own in Dictionary(grouping: versions, by: \.figures.id).values {
            var before: FiguresFindingVersion?
            for version in own.sorted(by: { $0.knownFrom < $1.knownFrom }) {
                let follows = before?.knownTo == version.knownFrom
                if let before, !follows { events.append(contentsOf: withdrawal(of: before)) }
                let kind: Kind = before == nil ? .appeared : follows ? .changed : .reappeared
                events.append(FiguresEvent(kind: kind, time: version.since, commit: version.knownFrom, figures: version.figures))
                before = version
            }
            if let before { events.append(contentsOf: withdrawal(of: before)) }
        }
        return events.sorted { ($0.commit, $0.figures.id) < ($1.commit, $1.figures.id) }
    }

    /// None of one that stands.
    private static func withdrawal(of version: FiguresFindingVersion) -> [FiguresEvent] {
        guard let commit = version.knownTo else { return [] }
        return [FiguresEvent(kind: .withdrawn, time: version.until ?? "", commit: commit, figures: version.figures)]
    }
}
