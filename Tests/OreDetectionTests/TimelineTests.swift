import OreDetection
import OreFeatures
import Testing

@Suite("Licence timelines")
struct TimelineTests {
    private func spans(_ from: String?, _ to: String?, _ events: [LicenceEvent] = [], _ policy: LicencePolicy = LicencePolicy()) throws
        -> ForceSpans
    {
        ForceSpans(validFrom: try from.map(days), validTo: try to.map(days), events: events, policy: policy)
    }

    private func event(_ kind: LicenceEvent.Kind, _ day: String, until: String? = nil) throws -> LicenceEvent {
        LicenceEvent(kind, on: try days(day), until: try until.map(days))
    }

    @Test("A term is in force on both of its ends and not a day longer")
    func term() throws {
        let term = try spans("2020-02-29", "2021-02-28")
        for (day, expected) in [("2020-02-28", false), ("2020-02-29", true), ("2021-02-28", true), ("2021-03-01", false)] {
            #expect(term.contains(try days(day)) == expected)
        }
    }

    @Test("A missing end is open; a term that ends before it begins is never in force")
    func openEnds() throws {
        #expect(try spans("2020-01-01", nil).contains(days("9999-12-31")))
        #expect(try spans(nil, "2020-01-01").contains(days("0001-01-01")))
        #expect(try spans("2020-01-02", "2020-01-01") == .never)
        #expect(try spans("2020-01-01", "2020-01-01").contains(days("2020-01-01")))
    }

    @Test("A licence without any date follows the policy")
    func undated() throws {
        #expect(try spans(nil, nil) == .always)
        var policy = LicencePolicy()
        policy.undated = .notInForce
        #expect(try spans(nil, nil, [], policy) == .never)
    }

    @Test("An accepted renewal bridges the expiry where the policy says so")
    func acceptedRenewal() throws {
        let events = [try event(.renewalAccepted, "2020-12-01")]
        #expect(try spans("2010-01-01", "2020-12-31", events).contains(days("2021-06-01")))
        var strict = LicencePolicy()
        strict.acceptedRenewalCounts = false
        #expect(try !spans("2010-01-01", "2020-12-31", events, strict).contains(days("2021-06-01")))
    }

    @Test("A renewal the day after the expiry leaves no gap; a later one does")
    func renewal() throws {
        let next = try spans("2010-01-01", "2020-12-31", [event(.renewed, "2021-01-01", until: "2025-12-31")])
        #expect(next.spans.count == 1)
        let late = try spans("2010-01-01", "2020-12-31", [event(.renewed, "2021-02-01", until: "2025-12-31")])
        #expect(late.spans.count == 2)
        #expect(try !late.contains(days("2021-01-31")))
        #expect(try late.contains(days("2021-02-01")))
        #expect(try late.lastDay(before: days("2021-01-15")) == days("2020-12-31"))
    }

    @Test(
        "Suspension and stop end the force that day until it resumes; the old end stays",
        arguments: [LicenceEvent.Kind.suspended, .stopped])
    func pause(kind: LicenceEvent.Kind) throws {
        let paused = try spans("2010-01-01", "2020-12-31", [event(kind, "2015-05-01"), event(.resumed, "2016-05-01")])
        for (day, expected) in [
            ("2015-04-30", true), ("2015-05-01", false), ("2016-04-30", false), ("2016-05-01", true), ("2020-12-31", true),
            ("2021-01-01", false),
        ] { #expect(paused.contains(try days(day)) == expected, "\(day)") }
    }

    @Test("A stop with a last day ends by itself, unless the licence ended before", arguments: [LicenceEvent.Kind.suspended, .stopped])
    func limitedPause(kind: LicenceEvent.Kind) throws {
        let paused = try spans("2010-01-01", "2020-12-31", [event(kind, "2015-05-01", until: "2015-12-31")])
        for (day, expected) in [
            ("2015-04-30", true), ("2015-05-01", false), ("2015-12-31", false), ("2016-01-01", true), ("2020-12-31", true),
        ] { #expect(paused.contains(try days(day)) == expected, "\(day)") }
        #expect(try !spans("2010-01-01", "2015-06-30", [event(kind, "2015-05-01", until: "2015-12-31")]).contains(days("2016-01-01")))
    }

    @Test(
        "Events that change no term leave the days in force as they are",
        arguments: [LicenceEvent.Kind.boundaryChanged, .capacityChanged])
    func informative(kind: LicenceEvent.Kind) throws {
        #expect(try spans("2010-01-01", "2020-12-31", [event(kind, "2015-05-01")]) == spans("2010-01-01", "2020-12-31"))
        #expect(try spans(nil, nil, [event(kind, "2015-05-01")]) == .always)
    }

    @Test("Expiry is a last day, cancellation a first day without force")
    func endings() throws {
        let expired = try spans("2010-01-01", nil, [event(.expired, "2015-05-01")])
        #expect(try expired.contains(days("2015-05-01")) && !expired.contains(days("2015-05-02")))
        let cancelled = try spans("2010-01-01", nil, [event(.cancelled, "2015-05-01")])
        #expect(try cancelled.contains(days("2015-04-30")) && !cancelled.contains(days("2015-05-01")))
        let regranted = try spans("2010-01-01", nil, [event(.granted, "2017-01-01"), event(.cancelled, "2015-05-01")])
        #expect(try regranted.contains(days("2017-01-01")) && !regranted.contains(days("2016-12-31")))
    }

    @Test("A grant dated by an event needs no valid_from")
    func granted() throws {
        let granted = try spans(nil, "2020-12-31", [event(.granted, "2015-05-01")])
        #expect(try !granted.contains(days("2015-04-30")) && granted.contains(days("2015-05-01")))
        #expect(try !granted.contains(days("2021-01-01")))
    }

    @Test(
        "A term changes within a period when some of its days are in force and others are not",
        arguments: [
            ("2024-04-01", "2024-06-29", false), ("2024-04-01", "2024-06-30", false), ("2024-04-01", "2024-07-01", true),
            ("2024-06-30", "2024-07-01", true), ("2024-07-01", "2024-09-30", false), ("2019-10-01", "2019-12-31", false),
            ("2019-10-01", "2020-01-01", true), ("2020-01-01", "2020-03-31", false), ("2019-01-01", "2025-12-31", true),
        ])
    func changes(from: String, to: String, expected: Bool) throws {
        let term = try spans("2020-01-01", "2024-06-30")
        #expect(term.changes(within: ObservationPeriod(from: try days(from), to: try days(to))) == expected)
    }
}
