/// Decisions by the handles that people used, in the order in which they were taken.
public struct DecisionBook: Sendable {
    private var decisions: [UInt64: [(order: Int, decision: Decision)]] = [:]

    /// Decisions with a handle that cannot be read belong to no incident.
    /// - Parameter decisions: any order; they count by commit number, then by their order here.
    public init(_ decisions: [Decision] = []) {
        let sorted = decisions.enumerated().sorted { ($0.element.commit, $0.offset) < ($1.element.commit, $1.offset) }
        for (order, entry) in sorted.enumerated() {
            guard let handle = IncidentHandle(entry.element.handle) else { continue }
            self.decisions[handle.value, default: []].append((order, entry.element))
        }
    }

    public var isEmpty: Bool { decisions.isEmpty }

    /// What was decided under any of these handles, in order.
    public func decisions(under handles: some Sequence<IncidentHandle>) -> [Decision] {
        guard !decisions.isEmpty else { return [] }
        var found: [(order: Int, decision: Decision)] = []
        for value in Set(handles.map(\.value)) { found += decisions[value] ?? [] }
        return found.sorted { $0.order < $1.order }.map(\.decision)
    }
}

extension Incident {
    /// Where decisions leave an incident of a given area. Total: every kind of decision in every state.
    static func standing(after decisions: [Decision], area: Double, settings: IncidentSettings) -> (state: State, assignee: String?) {
        var state = State.open
        var assignee: String?
        var dismissedWith = 0.0
        for decision in decisions {
            switch decision.kind {
            case .confirm: state = .confirmed
            case .dismiss: (state, dismissedWith) = (.dismissed, decision.areaThen)
            case .reopen: state = .open
            case .assign: assignee = decision.assignee
            case .note: break
            }
        }
        // A dismissal without an area cannot be outgrown; a person can reopen it.
        if state == .dismissed, dismissedWith > 0, area > settings.returnFactor * dismissedWith { state = .returned }
        return (state, assignee)
    }
}
