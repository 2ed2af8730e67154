public import OreFeatures

extension Sequence<FacilityRecord> {
    /// When one facility operates: a further row of it is a step, which ends the one before it.
    /// - Parameter first: the first day of which anything is known, where no row says since when.
    func spansOfOperation(from first: Day?) -> [(from: Day, to: Day?)] {
        var spans: [(from: Day, to: Day?)] = []
        for step in sorted(by: { ($0.from?.daysSince1970 ?? .min) < ($1.from?.daysSince1970 ?? .min) }) {
            guard let from = step.from ?? first else { continue }
            if let last = spans.last, last.to.map({ $0.daysSince1970 >= from.daysSince1970 - 1 }) ?? true {
                spans[spans.count - 1].to = step.to
            } else {
                spans.append((from, step.to))
            }
        }
        return spans
    }

    /// The months in which one facility operates from the first day to the last, ascending; a month in part is none.
    /// - Parameters:
    ///   - months: only these, as numbers of `CalendarMonth`.
    ///   - first: the first of which anything is known, where no row says since when.
    public func monthsOfOperation(within months: ClosedRange<Int32>, from first: CalendarMonth?) -> [ClosedRange<Int32>] {
        let spans = spansOfOperation(from: first?.firstDay)
        var result: [ClosedRange<Int32>] = []
        for number in months {
            let month = CalendarMonth(number: Int(number))
            guard let begin = month.firstDay, let end = month.lastDay,
                spans.contains(where: { $0.from <= begin && end <= ($0.to ?? end) })
            else { continue }
            if let last = result.last, last.upperBound == number - 1 {
                result[result.count - 1] = last.lowerBound...number
            } else {
                result.append(number...number)
            }
        }
        return result
    }
}
