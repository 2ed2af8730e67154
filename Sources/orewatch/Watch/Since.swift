import ArgumentParser
import Foundation
import OreCases
import OreFeatures

/// A moment as people say it: a day, a weekday, `7d`, `today`, `yesterday`, or the number of a run.
enum Since: ExpressibleByArgument {
    /// Since the beginning of that day, in the machine's time zone.
    case day(Day)
    case weekday(Int)
    case daysAgo(Int)
    /// After that run.
    case run(Int)

    init?(argument: String) {
        let word = argument.lowercased()
        if let day = Day(argument: argument) {
            self = .day(day)
        } else if word == "today" {
            self = .daysAgo(0)
        } else if word == "yesterday" {
            self = .daysAgo(1)
        } else if let number = Int(word), number > 0 {
            self = .run(number)
        } else if word.hasSuffix("d"), let days = Int(word.dropLast()), (0...36_500).contains(days) {
            self = .daysAgo(days)
        } else if word.hasPrefix("run-"), let number = Int(word.dropFirst(4)), number > 0 {
            self = .run(number)
        } else if word.count >= 3, let weekday = Self.weekdays.firstIndex(where: { $0.hasPrefix(word) }) {
            self = .weekday(weekday + 1)
        } else {
            return nil
        }
    }

    private static let weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
    static let help = "A day (2025-06-30), a weekday (monday), 7d, today, yesterday, or the number of a run."

    /// - Throws: ``WatchError/unknown(what:id:near:)`` for a run that is not known.
    func moment(_ store: any WatchRepository) throws -> Moment {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .current
        let today = calendar.startOfDay(for: Date())
        func ago(_ days: Int) -> Moment {
            Moment(time: Self.text(calendar.date(byAdding: .day, value: -days, to: today) ?? today), run: nil)
        }
        switch self {
        case .daysAgo(let days): return ago(days)
        case .weekday(let weekday): return ago((calendar.component(.weekday, from: today) - weekday + 7) % 7)
        case .day(let day):
            let (year, month, number) = day.yearMonthDay
            let start = calendar.date(from: DateComponents(year: year, month: month, day: number)) ?? today
            return Moment(time: Self.text(start), run: nil)
        case .run(let id): return Moment(time: try Runs.known(id, store).startedAt, run: id)
        }
    }

    private static func text(_ date: Date) -> String { ISO8601DateFormatter().string(from: date) }

    /// From when on, as records state times: ISO 8601 UTC.
    struct Moment {
        var time: String
        var run: Int?

        /// Runs since then, the oldest first.
        func runs(_ store: any WatchRepository) throws -> [RunEntry] {
            try store.runs(job: nil, limit: 1_000_000).filter { entry in run.map { entry.id > $0 } ?? (entry.startedAt >= time) }.reversed()
        }

        /// What runs did to incidents since then, net, by handle.
        func changes(_ store: any WatchRepository, _ filter: CaseFilter) throws -> [NetChange] {
            try store.netChanges(ofRuns: try runs(store).filter { $0.commit != nil }.map(\.id), filter)
        }
    }
}
