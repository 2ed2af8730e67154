internal import OreFeatures
internal import OreLedger

/// Who holds a licence from when on, by rows of a register that name several holders: each from the first day of its row until the day before the next one
/// begins, whenever its term ends: a term that ended is nobody else's before somebody else has a row. Days on which not the term of that one row alone runs
/// are guessed: what is found for them is possible at most.
struct HolderSteps {
    struct Step {
        var holder: String
        /// Both inclusive; open for the first and the last.
        var from: Day?
        var to: Day?
    }

    private let steps: [Step]
    private let rows: [Row]

    /// A row of a register.
    struct Row {
        var holder: String?
        /// Of the term, both inclusive.
        var from: Day?
        var to: Day?
    }

    /// - Returns: `nil` where there is one holder alone, a row names none, or two holders' rows begin on one day: then the days do not tell them apart.
    init?(_ rows: [Row]) {
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
        (self.steps, self.rows) = (steps, rows)
    }

    /// On every day there is one.
    func holder(on day: Day) -> String? { steps.last { $0.from.map { $0 <= day } ?? true }?.holder }

    /// - Parameter licence: its name: a licence does not belong to itself.
    func links(of member: SubjectID, _ licence: String, _ number: (String, SubjectKind) -> SubjectID) -> [SubjectLink] {
        steps.filter { $0.holder != licence }.flatMap { step in
            pieces(step).map { piece in
                func day(_ number: Int32) -> Day? { number == .min || number == .max ? nil : Day(daysSince1970: number) }
                var link = SubjectLink(
                    member, in: number(step.holder, .enterprise), .enterprise, from: day(piece.days.lowerBound),
                    to: day(piece.days.upperBound))
                link.isOfNow = piece.isGuessed
                return link
            }
        }
    }

    /// A step, cut where terms begin and end.
    private func pieces(_ step: Step) -> [(days: ClosedRange<Int32>, isGuessed: Bool)] {
        let (first, last) = (step.from?.daysSince1970 ?? .min, step.to?.daysSince1970 ?? .max)
        let terms = rows.map { (holder: $0.holder, from: $0.from?.daysSince1970 ?? .min, to: $0.to?.daysSince1970 ?? .max) }
        var cuts: Set<Int32> = [first]
        for term in terms {
            if first < term.from, term.from <= last { cuts.insert(term.from) }
            if first <= term.to, term.to < last { cuts.insert(term.to + 1) }
        }
        let starts = cuts.sorted()
        var pieces: [(days: ClosedRange<Int32>, isGuessed: Bool)] = []
        for (place, start) in starts.enumerated() {
            let end = place + 1 < starts.count ? starts[place + 1] - 1 : last
            let running = Set(terms.filter { $0.from <= start && start <= $0.to }.map(\.holder))
            let isGuessed = running != [step.holder]
            if let before = pieces.last, before.isGuessed == isGuessed {
                pieces[pieces.count - 1].days = before.days.lowerBound...end
            } else {
                pieces.append((start...end, isGuessed))
            }
        }
        return pieces
    }
}
