import Foundation
import Testing

@testable import OreJobs

private func job(_ settings: String) throws -> JobSettings {
    let text = "store: w\njobs:\n  j: { \(settings) }\n"
    return try #require(try WatchConfiguration.load(text: text, file: nil).job("j"))
}

private let start = Date(timeIntervalSince1970: 1_790_000_000)
private let year: TimeInterval = 365 * 86_400

@Suite("Schedules against a clock that people set")
struct AgendaTests {
    /// Looks every 15 s for a while and runs what is due at once; says what ran.
    private func live(_ agenda: inout Agenda, from: Date, for seconds: TimeInterval) -> [Agenda.Entry] {
        var ran: [Agenda.Entry] = []
        for step in stride(from: 0, through: seconds, by: 15) {
            _ = agenda.look(at: from + step, .now)
            while let (entry, _) = agenda.begin() {
                ran.append(entry)
                _ = agenda.end(mayPass: false, leftFiles: false, .now)
            }
        }
        return ran
    }

    @Test("A job runs at each scheduled time, once")
    func plain() throws {
        var agenda = Agenda([try job("schedule: \"*/5 * * * *\"")], handled: [:], now: start)
        let ran = live(&agenda, from: start, for: 3600)
        #expect(ran.count == 12 && ran.allSatisfy { $0.trigger == .scheduled })
    }

    @Test("A clock set forward a year makes one run, not a year's worth, and schedules go on")
    func forward() throws {
        var agenda = Agenda([try job("schedule: \"* * * * *\"")], handled: [:], now: start)
        _ = live(&agenda, from: start, for: 600)
        let ran = live(&agenda, from: start + year, for: 600)
        #expect(ran.count == 11 && ran[0].trigger == .catchUp && ran.dropFirst().allSatisfy { $0.trigger == .scheduled })
    }

    @Test("A clock set back a year does not stall schedules")
    func back() throws {
        var agenda = Agenda([try job("schedule: \"*/5 * * * *\"")], handled: [:], now: start)
        _ = live(&agenda, from: start, for: 600)
        #expect(live(&agenda, from: start - year, for: 3600).count == 12)
        // And corrected again.
        let ran = live(&agenda, from: start + 600, for: 3600)
        #expect(ran.count == 13 && ran[0].trigger == .catchUp)
    }

    @Test("A clock that goes back a little runs nothing twice")
    func stepBack() throws {
        let midnight = Date(timeIntervalSince1970: 1_790_035_200)
        var agenda = Agenda([try job("schedule: \"0 0 * * *\"")], handled: [:], now: midnight - 60)
        #expect(live(&agenda, from: midnight - 60, for: 90).count == 1)
        #expect(live(&agenda, from: midnight - 20, for: 600).isEmpty)
    }

    @Test("Missed times make one run or none, as the job says", arguments: [("once", 1), ("none", 0)])
    func missed(policy: String, expected: Int) throws {
        let settings = try job("schedule: \"30 2 * * *\", catch_up: \(policy)")
        var agenda = Agenda([settings], handled: ["j": start - 10 * 86_400], now: start)
        let remarks = agenda.look(at: start, .now)
        #expect(remarks == [.missed(job: "j", count: 10)])
        #expect((agenda.begin() == nil ? 0 : 1) == expected)
        #expect(agenda.look(at: start + 15, .now).isEmpty)
    }

    @Test("A job that was not known before waits for its next time")
    func new() throws {
        var agenda = Agenda([try job("schedule: \"30 2 * * *\"")], handled: [:], now: start)
        #expect(agenda.look(at: start, .now).isEmpty && agenda.begin() == nil)
    }

    @Test("What is due while it runs is skipped, or runs once more", arguments: [("skip", 0), ("queue", 1)])
    func overlap(policy: String, more: Int) throws {
        var agenda = Agenda([try job("schedule: \"* * * * *\", overlap: \(policy)")], handled: [:], now: start)
        _ = agenda.look(at: start + 60, .now)
        #expect(agenda.begin() != nil)
        for minute in 2...5 { _ = agenda.look(at: start + Double(60 * minute), .now) }
        _ = agenda.end(mayPass: false, leftFiles: false, .now)
        #expect((agenda.begin() == nil ? 0 : 1) == more)
        #expect(agenda.begin() == nil)
    }

    @Test("A failure that may pass is tried again after growing pauses, as often as stated")
    func retries() throws {
        var agenda = Agenda([try job("retries: 2, retry_after: 10s")], handled: [:], now: start)
        agenda.ask(for: "j", .manual)
        var instant = ContinuousClock.now
        #expect(agenda.begin()?.entry.trigger == .manual)
        #expect(agenda.end(mayPass: true, leftFiles: false, instant) == .seconds(10))
        _ = agenda.look(at: start, instant + .seconds(9))
        #expect(agenda.begin() == nil)
        instant += .seconds(10)
        _ = agenda.look(at: start, instant)
        #expect(agenda.begin()?.entry == Agenda.Entry(job: "j", trigger: .retry, attempt: 1))
        #expect(agenda.end(mayPass: true, leftFiles: false, instant) == .seconds(20))
        _ = agenda.look(at: start, instant + .seconds(20))
        #expect(agenda.begin()?.entry.attempt == 2)
        #expect(agenda.end(mayPass: true, leftFiles: false, instant) == nil)
    }

    @Test("Jitter depends on the name alone and stays within its bound")
    func jitter() throws {
        let all = Set((0..<200).map { JobTimer.jitter(of: "job-\($0)", atMost: .seconds(600)) })
        #expect(all.allSatisfy { (0...600).contains($0) } && all.count > 100)
        #expect(JobTimer.jitter(of: "nightly", atMost: .seconds(600)) == JobTimer.jitter(of: "nightly", atMost: .seconds(600)))
        #expect(JobTimer.jitter(of: "nightly", atMost: .zero) == 0)
        let settings = try job("schedule: \"0 0 * * *\", jitter: 10m")
        var agenda = Agenda([settings], handled: [:], now: start)
        #expect(live(&agenda, from: start, for: 3 * 86_400).count == 3)
    }

    @Test("Another configuration keeps what was dealt with, and forgets jobs that are gone")
    func replaced() throws {
        let same = try job("schedule: \"0 0 * * *\"")
        var agenda = Agenda([same], handled: [:], now: start)
        #expect(live(&agenda, from: start, for: 86_400).count == 1)
        agenda.replace([same], handled: [:], now: start + 86_400)
        #expect(live(&agenda, from: start + 86_400, for: 60).isEmpty)
        agenda.ask(for: "j", .manual)
        agenda.replace([], handled: [:], now: start + 86_400)
        #expect(agenda.begin() == nil)
    }
}
