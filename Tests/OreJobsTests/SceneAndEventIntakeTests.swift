import OreDetection
import OreFeatures
import OreGeometry
import OreJobs
import Testing

private func scenes(_ features: [(geometry: String, properties: String)], profile: Profile? = nil) throws -> SceneTable {
    let members = features.map { #"{"type":"Feature","geometry":\#($0.geometry),"properties":{\#($0.properties)}}"# }
    let text = #"{"type":"FeatureCollection","features":[\#(members.joined(separator: ",\n"))]}"#
    return try intake(text, .scenes, profile: profile, name: "scenes.geojson").scenes()
}

private func box(_ west: Double, _ south: Double, _ east: Double, _ north: Double) -> String {
    polygon("[\(west),\(south)],[\(east),\(south)],[\(east),\(north)],[\(west),\(north)],[\(west),\(south)]")
}

private func events(_ csv: String, profile: Profile? = nil) throws -> LicenceEventTable {
    try intake(csv, .licenceEvents, profile: profile, name: "events.csv").licenceEvents()
}

/// What a refusal says; `nil` when there is none.
private func words(_ body: () throws -> some Any) -> String? {
    do {
        _ = try body()
        return nil
    } catch { return "\(error)" }
}

@Suite("Scenes as input")
struct SceneIntakeTests {
    @Test("A share of clouds is a number from 0 to 1", arguments: [("0", 0.0), ("0.4", 0.4), ("1", 1.0), ("40", nil), ("-0.1", nil)])
    func cloudShare(text: String, share: Double?) throws {
        let files = [(box(115, 25, 115.1, 25.1), #""scene_id":"S1","observed_at":"2025-03-01","cloud_share":\#(text)"#)]
        guard let share else {
            #expect(words { try scenes(files) }?.contains("cloud_share") == true)
            return
        }
        let table = try scenes(files)
        #expect(table.rows[0].cloudShare == share)
        #expect(table.knowsClouds(0) == (share <= 0.1))
    }

    @Test("A scene has its attributes, and as coverage and clouds the unions of its features of either part")
    func assembled() throws {
        let described =
            #""scene_id":"S1","sensor":"S2A","source":"L2A","observed_at":"2025-03-01","position_sigma_m":4,"#
            + #""detector":"net","detector_version":"3","content":"change""#
        let table = try scenes([
            (box(115, 25, 115.1, 25.1), described), (box(115.1, 25, 115.2, 25.1), described),
            (box(115.05, 25.05, 115.06, 25.06), #""scene_id":"S1","part":"clouds""#),
            (box(115.055, 25.05, 115.07, 25.06), #""scene_id":"S1","part":"clouds""#),
            ("null", #""scene_id":"S2","observed_from":"2025-01-01","observed_to":"2025-03-31""#),
        ])
        #expect(table.rows.map(\.id) == ["S1", "S2"])
        let scene = table.rows[0]
        #expect(scene.sensor == "S2A" && scene.source == "L2A" && scene.positionSigma == 4 && scene.content == .change)
        #expect(scene.detector == "net" && scene.detectorVersion == "3" && scene.period?.text == "2025-03-01" && !scene.isDerived)
        #expect(table.coverage.envelope(of: 0) == Envelope(minX: 115, minY: 25, maxX: 115.2, maxY: 25.1))
        #expect(table.coverage.parts(of: 0).count == 1)
        #expect(table.clouds.envelope(of: 0).maxX == 115.07 && table.clouds.parts(of: 0).count == 1)
        #expect(table.rows[1].period?.text == "2025-01-01/2025-03-31")
        #expect(table.coverage.parts(of: 1).isEmpty && table.clouds.parts(of: 1).isEmpty)
    }

    @Test("Features that describe one scene differently, and clouds of a scene that nobody describes, are refused with their row")
    func contradictions() throws {
        let twice = words {
            try scenes([
                (box(115, 25, 115.1, 25.1), #""scene_id":"S1","sensor":"A""#),
                (box(115.1, 25, 115.2, 25.1), #""scene_id":"S1","sensor":"B""#),
            ])
        }
        #expect(twice?.contains("feature 1") == true && twice?.contains("described otherwise by feature 0") == true)
        let clouds = words { try scenes([(box(115, 25, 115.1, 25.1), #""scene_id":"S1","part":"clouds""#)]) }
        #expect(clouds?.contains("which no feature describes") == true)
        let nameless = words { try scenes([(box(115, 25, 115.1, 25.1), #""sensor":"A""#)]) }
        #expect(nameless?.contains("no scene_id") == true)
        let part = words { try scenes([(box(115, 25, 115.1, 25.1), #""scene_id":"S1","part":"haze""#)]) }
        #expect(part?.contains("coverage or clouds") == true)
    }

    @Test("Clouds of a scene whose own feature was set aside are left out with it")
    func setAside() throws {
        let line = polygon("[115,25],[115.01,25],[115.02,25],[115,25]")
        let table = try scenes([
            (line, #""scene_id":"S1","observed_at":"2025-03-01""#),
            (box(115, 25, 115.1, 25.1), #""scene_id":"S1","part":"clouds""#), (box(115, 25, 115.1, 25.1), #""scene_id":"S2""#),
        ])
        #expect(table.rows.map(\.id) == ["S2"])
    }

    @Test("A profile maps a publisher's words for parts")
    func mapped() throws {
        let yaml = """
            name: masks
            kind: scenes
            fields:
              scene_id: granule
              observed_at: { from: taken, format: dayMonthYear, optional: true }
              part: { from: kind, values: { footprint: coverage, cloud: clouds } }
            """
        let profile = try Profile(yaml: yaml.replacing("dayMonthYear", with: DateFormat.dayMonthYear.rawValue), file: "masks.yaml")
        let table = try scenes(
            [
                (box(115, 25, 115.1, 25.1), #""granule":"G","taken":"03/04/2025","kind":"footprint""#),
                (box(115, 25, 115.01, 25.01), #""granule":"G","kind":"cloud""#),
            ], profile: profile)
        #expect(table.rows.first?.period?.text == "2025-04-03")
        #expect(table.clouds.parts(of: 0).count == 1)
    }
}

@Suite("Events of licences as input")
struct LicenceEventIntakeTests {
    @Test("A table of events needs no geometry, and looks at none")
    func read() throws {
        let table = try events(
            """
            licence_id,event,date,until,note
            A,stopped,2025-02-01,,by order 7
            A,resumed,2025-04-01,,
            B,renewed,2024-12-31,2029-12-31,
            """)
        #expect(table.rows.map(\.licenceID) == ["A", "A", "B"])
        let first = try #require(table.rows.first?.event)
        #expect(first.kind == .stopped && first.day.description == "2025-02-01" && first.until == nil && first.note == "by order 7")
        #expect(table.rows[2].event.until?.description == "2029-12-31")
        #expect(table.byLicence["A"]?.count == 2)
        let feature =
            #"{"type":"Feature","geometry":{"type":"Point","coordinates":[900000,4]},"properties":"#
            + #"{"licence_id":"A","event":"cancelled","date":"2025-01-01"}}"#
        let pinned = #"{"type":"FeatureCollection","features":[\#(feature)]}"#
        #expect(try intake(pinned, .licenceEvents).licenceEvents().count == 1)
    }

    @Test(
        "What is not an event is refused with its row",
        arguments: [
            ("A,stoped,2025-02-01,,", "did you mean \"stopped\"?"), ("A,,2025-02-01,,", "no event"),
            (",stopped,2025-02-01,,", "no licence_id"),
            ("A,stopped,,,", "no date"), ("A,stopped,2025-02-01,2025-01-31,", "before the event's day"), ("A,stopped,soon,,", "\"soon\""),
        ])
    func refused(row: String, said: String) throws {
        let text = words { try events("licence_id,event,date,until,note\nA,granted,2020-01-01,,\n" + row + "\n") }
        #expect(text?.contains(said) == true && text?.contains("events.csv") == true, "\(text ?? "accepted")")
    }

    @Test("A profile maps a register's words for events, and dates that no format reads")
    func mapped() throws {
        let yaml = """
            name: orders
            kind: licence-events
            fields:
              licence_id: 许可证号
              event: { from: 事项, values: { 责令停产: stopped, 恢复: resumed, 年检: "" }, unlisted: refuse }
              date: { from: 日期, format: chinese }
            """
        let profile = try Profile(yaml: yaml, file: "orders.yaml")
        let table = try events("许可证号,事项,日期\nC1,责令停产,2025年2月1日\nC1,恢复,2025年4月1日\n", profile: profile)
        #expect(table.rows.map(\.event.kind) == [.stopped, .resumed])
        #expect(table.rows.first?.event.day.description == "2025-02-01")
    }

    @Test("Events join the rows of their licence, and those of unknown licences are named")
    func joined() throws {
        var register = LicenceTable()
        for id in ["A", "A", "B"] { register.append(Licence(id: id), nil) }
        let table = try events("licence_id,event,date\nA,stopped,2025-02-01\nZ,stopped,2025-02-01\n")
        #expect(register.add(table) == ["Z"])
        #expect(register.rows.map(\.events.count) == [1, 1, 0])
    }
}
