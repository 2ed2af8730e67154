import OreCases
import OreDetection
import OreFeatures
import OreGeometry
import TestSupport
import Testing

@testable import OreStorage

@Suite("Records in the store")
struct RecordCodecTests {
    private func day(_ random: inout SplitMix) -> Day { Day(daysSince1970: Int32(truncatingIfNeeded: random.next() % 40_000)) }

    private func licence(_ random: inout SplitMix) -> Licence {
        var licence = Licence(id: "L\(random.next())", validFrom: random.maybe(day(&random)), validTo: random.maybe(day(&random)))
        licence.holder = random.maybe("某矿业 \"a\"\n")
        licence.group = random.maybe("")
        licence.mineral = random.maybe("rare_earth_ionic")
        licence.capacity = random.maybe("10 t")
        licence.positionSigma = random.maybe(random.unit())
        (licence.wasRepaired, licence.isBallpark) = (random.next() & 1 == 0, random.next() & 1 == 0)
        for kind in LicenceEvent.Kind.allCases where random.next() & 1 == 0 {
            licence.events.append(LicenceEvent(kind, on: day(&random), until: random.maybe(day(&random)), note: random.maybe("n")))
        }
        return licence
    }

    private func finding(_ random: inout SplitMix) -> Finding {
        var finding = Finding(
            id: "f\(random.next())", rule: RuleName.allCases.randomElement(using: &random) ?? .unlicensed,
            verdict: Verdict.allCases.randomElement(using: &random) ?? .possible, footprintID: "p", area: random.unit(),
            footprintArea: random.unit() * 1e6)
        finding.probability = random.maybe(random.unit())
        finding.severity = Int(random.next() % 101)
        finding.observedAt = random.maybe(day(&random))
        finding.observedFrom = random.maybe(day(&random))
        finding.licenceIDs = random.maybe(["a", "乙"]) ?? []
        finding.nearestLicenceID = random.maybe("L")
        finding.nearestLicenceMetres = random.maybe(random.unit() * 1e5)
        finding.outsideAreaInterval = random.maybe(1.5...2.5)
        finding.labelPoint = random.maybe(Coordinate(random.unit(), -0.0))
        return finding
    }

    private func incident(_ random: inout SplitMix) -> Incident {
        var incident = Incident(
            earliestFindingID: "f", handle: "OW-7K3M-Q2XA", verdict: .strong,
            onset: .init(after: random.maybe(day(&random)), seenBy: random.maybe(day(&random))),
            envelope: Envelope(minX: 1, minY: 2, maxX: 3, maxY: 4))
        incident.aliases = random.maybe(["OW-AAAA-AAAA"]) ?? []
        incident.rules = random.maybe([.land(.unlicensed), .land(.protectedZone)]) ?? []
        incident.areaBeyondTolerance = random.maybe(random.unit())
        incident.growthPerYear = random.maybe(random.unit())
        for kind in Incident.Sighting.Kind.allCases {
            var sighting = Incident.Sighting(
                scene: "S", period: random.maybe(ObservationPeriod(from: Day(daysSince1970: 5), to: Day(daysSince1970: 9))),
                sensor: random.maybe("s"), kind: kind, area: random.unit(), parts: Int(random.next() % 9))
            sighting.content = random.maybe(.change) ?? .state
            incident.sightings.append(sighting)
        }
        for kind in IncidentEvent.Kind.allCases {
            incident.events.append(
                IncidentEvent(
                    kind, day: random.maybe(day(&random)), scene: "S", areaBefore: random.unit(), areaAfter: 1, partsBefore: 2,
                    partsAfter: 1,
                    handles: ["OW-BBBB-BBBB"]))
        }
        (incident.state, incident.certainty, incident.severity) = (.returned, .confirmed, 77)
        (incident.labelPoint, incident.assignee) = (random.maybe(Coordinate(1, 2)), random.maybe("Li"))
        incident.findingIDs = ["f", "g"]
        return incident
    }

    /// Writes, reads back, and tries the bytes cut off and changed: what is wrong throws.
    private func check<Value: Equatable>(
        _ value: Value, _ random: inout SplitMix, write: (Value, inout RecordWriter) -> Void,
        read: (inout RecordReader) throws(StoreError) -> Value
    ) throws {
        var writer = RecordWriter()
        write(value, &writer)
        let bytes = writer.bytes
        try bytes.withUnsafeBytes { bytes in
            var reader = RecordReader(bytes)
            let back = try read(&reader)
            #expect(back == value)
            #expect(reader.isAtEnd)
        }
        for length in 0..<bytes.count {
            Array(bytes.prefix(length)).withUnsafeBytes { bytes in
                var reader = RecordReader(bytes)
                #expect(throws: StoreError.self) { try read(&reader) }
            }
        }
        for _ in 0..<100 {
            var changed = bytes
            for _ in 0..<3 { changed[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next()) }
            changed.withUnsafeBytes { bytes in
                var reader = RecordReader(bytes)
                _ = try? read(&reader)
            }
        }
    }

    @Test("Licences, zones, districts, scenes and events come back as they were")
    func registers() throws {
        var random = SplitMix(seed: 3)
        for _ in 0..<20 {
            try check(licence(&random), &random, write: { $0.write(to: &$1) }, read: { (r) throws(StoreError) in try Licence(&r) })
            var zone = Zone(id: "z")
            (zone.name, zone.since, zone.positionSigma) = (random.maybe("n"), random.maybe(day(&random)), random.maybe(2))
            try check(zone, &random, write: { $0.write(to: &$1) }, read: { (r) throws(StoreError) in try Zone(&r) })
            try check(
                District(id: "d", name: random.maybe("县")), &random, write: { $0.write(to: &$1) },
                read: { (r) throws(StoreError) in try District(&r) })
            var scene = Scene(id: "s", period: random.maybe(ObservationPeriod(from: Day(daysSince1970: 1), to: Day(daysSince1970: 3))))
            (scene.sensor, scene.detector, scene.content) = (random.maybe("S2"), random.maybe("d"), random.maybe(.change) ?? .state)
            try check(scene, &random, write: { $0.write(to: &$1) }, read: { (r) throws(StoreError) in try Scene(&r) })
        }
    }

    @Test("Findings and incidents come back as they were")
    func cases() throws {
        var random = SplitMix(seed: 4)
        for _ in 0..<20 {
            try check(finding(&random), &random, write: { $0.write(to: &$1) }, read: { (r) throws(StoreError) in try Finding(&r) })
            try check(incident(&random), &random, write: { $0.write(to: &$1) }, read: { (r) throws(StoreError) in try Incident(&r) })
        }
    }
}
