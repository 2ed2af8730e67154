internal import OreFeatures
internal import OreLedger

/// Who holds a licence from when on, by rows of a register that name several holders: each from the first day of its row until the day before the next one
/// begins, whenever its term ends. A term that ended is nobody else's before somebody else has a row.
struct HolderSteps {
    struct Step {
        var holder: String
        /// Both inclusive; open for the first and the last.
        var from: Day?
        var to: Day?
    }

    private let steps: [Step]

    /// - Returns: `nil` where there is one holder alone, a row names none, or two holders' rows begin on one day: then the days do not tell them apart.
    init?(_ rows: [(holder: String?, from: Day?)]) {
        guard Set(rows.map(\.holder)).count > 1 else { return nil }
        var steps: [Step] = []
        var before: Day?
        for row in rows.sorted(by: { ($0.from?.daysSince1970 ?? .min) < ($1.from?.daysSince1970 ?? .min) }) {
            guard let holder = row.holder, !holder.isEmpty else { return nil }
            if steps.isEmpty {
                steps.append(Step(holder: holder))
            } else if steps[steps.count - 1].holder != holder {
                guard let from = row.from, from != before else { return nil }
                steps[steps.count - 1].to = Day(daysSince1970: from.daysSince1970 - 1)
                steps.append(Step(holder: holder, from: from))
            }
            before = row.from
        }
        self.steps = steps
    }

    /// On every day there is one.
    func holder(on day: Day) -> String? { steps.last { $0.from.map { $0 <= day } ?? true }?.holder }

    /// - Parameter licence: its name: a licence does not belong to itself.
    func links(of member: SubjectID, _ licence: String, _ number: (String, SubjectKind) -> SubjectID) -> [SubjectLink] {
        steps.filter { $0.holder != licence }.map { step in
            SubjectLink(member, in: number(step.holder, .enterprise), .enterprise, from: step.from, to: step.to)
        }
    }
}
