import OreGeometry
import Synchronization
import TestSupport
import Testing

@testable import OreFeatures

private func profile(_ fields: String, kind: String = "footprints") throws -> Profile {
    try Profile(yaml: "name: t\nkind: \(kind)\n\(fields)", file: "t.yaml")
}

/// The message of a faulty profile: line, what, next.
private func fault(_ yaml: String) -> (line: Int?, what: String, next: String)? {
    do {
        _ = try Profile(yaml: yaml, file: "t.yaml")
    } catch let InputError.badConfiguration(_, place, what, next) {
        return (place.line, what, next)
    } catch {
        Issue.record("\(error)")
    }
    return nil
}

/// One batch of features without geometry; `nil` is null.
private func batch(_ columns: [(String, CellKind, [String?])], first: Int = 0) -> FeatureBatch {
    var batch = FeatureBatch(firstFeature: first)
    for (name, kind, cells) in columns {
        var column = AttributeColumn(name: name)
        for cell in cells { if let cell { column.append(kind, cell) } else { column.appendEmpty(.null) } }
        batch.columns.append(column)
    }
    for _ in columns.first?.2 ?? [] {
        batch.geometry.closeGeometry(nil)
        batch.identifiers.appendEmpty(.missing)
    }
    return batch
}

@Suite("Profiles")
struct ProfileTests {
    @Test("A profile of footprints says what its scenes show; no other profile may, and no other word")
    func sceneContent() throws {
        #expect(try profile("fields: {}").sceneContent == nil)
        #expect(try profile("scenes: { content: change }").sceneContent == .change)
        #expect(try profile("scenes: { content: state }").sceneContent == .state)
        let word = try #require(fault("name: t\nkind: footprints\nscenes:\n  content: changes\n"))
        #expect(word.line == 4 && word.next.contains("change"))
        #expect(fault("name: t\nkind: footprints\nscenes: { contents: change }\n")?.next.contains("content") == true)
        #expect(fault("name: t\nkind: licences\nscenes: { content: change }\n") != nil)
    }

    @Test("An unknown key is an error with its line and the nearest known one")
    func unknownKeys() throws {
        let top = try #require(fault("name: t\nkind: zones\nfeilds:\n  zone_id: id\n"))
        #expect(top.line == 3)
        #expect(top.what == "unknown key \"feilds\"")
        #expect(top.next == "did you mean \"fields\"?")
        let field = try #require(fault("name: t\nkind: licences\nfields:\n  licence_id: a\n  valid_form: b\n"))
        #expect(field.line == 5)
        #expect(field.next == "did you mean \"valid_from\"?")
        #expect(
            try #require(fault("name: t\nkind: zones\nfields:\n  since: { from: a, fromat: iso }\n")).next == "did you mean \"format\"?")
        #expect(try #require(fault("name: t\nkind: zones\nfields:\n  licence_id: a\n")).what == "unknown key \"licence_id\"")
    }

    @Test(
        "A faulty profile is refused with its line",
        arguments: [
            ("kind: zones\n", 1, "the profile has no \"name\""), ("name: t\n", 1, "the profile has no \"kind\""),
            ("name: t\nkind: zone\n", 2, "\"kind\" cannot be \"zone\""),
            ("name: t\nkind: zones\nfields:\n  since: { from: a, format: iso8601x }\n", 4, "\"format\" cannot be \"iso8601x\""),
            (
                "name: t\nkind: zones\nfields:\n  name: { from: a, constant: b }\n", 4,
                "\"name\" needs exactly one of from, template, constant"
            ),
            ("name: t\nkind: zones\nfields:\n  name: { from: a, format: iso }\n", 4, "\"name\" is no date: it takes no \"format\""),
            ("name: t\nkind: zones\nfields:\n  since: { from: a, unit: ha }\n", 4, "\"since\" is no measure: it takes no \"unit\""),
            ("name: t\nkind: zones\ngeometry: { x: a }\n", 3, "\"geometry\" needs both x and y"),
            ("name: t\nkind: zones\nfilters:\n- { column: a }\n", 4, "a filter needs \"column\" and either \"equals\" or \"not\""),
            ("name: t\nname: u\n", 1, "the key \"name\" comes twice"),
            ("- a\n", 1, "the file has to be a mapping (lines of \"key: value\")"),
        ])
    func faults(_ yaml: String, _ line: Int, _ what: String) throws {
        let found = try #require(fault(yaml))
        #expect(found.what == what)
        #expect(found.line == line)
    }

    @Test("Values are found, replaced, converted and defaulted as the profile says")
    func mapping() throws {
        let profile = try profile(
            """
            fields:
              footprint_id: { template: "{code}/{row}" }
              observed_at: { from: [day, tag], format: dd/mm/yyyy }
              class: { from: kind, values: { P: pit, X: ~ }, unlisted: keep, default: unknown }
              position_sigma_m: { from: error_km, unit: km }
            extra:
              area_m2: { from: area, unit: mu }
            """)
        let mapped = MappedAttributes(
            batch(
                [
                    ("code", .string, ["A", "B", "C"]), ("day", .string, [nil, " 05/06/2024 ", ""]),
                    ("tag", .string, ["01/02/2024", "x", nil]),
                    ("kind", .string, ["P", "X", "Q"]), ("error_km", .number, ["0.01", "1e-2", nil]),
                    ("area", .number, ["15", "1.5", "0"]),
                ], first: 7), profile: profile, file: "f")
        #expect(try mapped.identifiers() == ["A/7", "B/8", "C/9"])
        #expect(try mapped.texts(.classification) == ["pit", "unknown", "Q"])
        #expect(try mapped.periods().map { $0?.from.description } == ["2024-02-01", "2024-06-05", nil])
        #expect(try mapped.numbers(.positionSigma) == [10, 10, nil])
        #expect(try mapped.extraNumber("area_m2", 0) == 10_000)
        #expect(try mapped.extraNumber("area_m2", 1) == 1000)
        #expect(profile.sourceFields == ["code", "day", "tag", "kind", "error_km", "area"])
    }

    private func message(_ mapped: MappedAttributes, _ body: (MappedAttributes) throws -> Void) -> String? {
        do { try body(mapped) } catch { return "\(error)" }
        return nil
    }

    @Test("A value that cannot be what the profile says is an error with feature, identifier, column and advice")
    func badValues() throws {
        let profile = try profile(
            "fields: { licence_id: { from: id, required: true }, valid_from: { from: d, format: iso }, valid_to: e, status: { from: s, values: { a: b } }, position_sigma_m: p }",
            kind: "licences")
        let mapped = MappedAttributes(
            batch(
                [
                    ("id", .string, ["L1", "L2", nil]), ("d", .string, ["2024-02-30", "2024-02-29", nil]),
                    ("e", .string, ["05/06/2024", "2025", nil]),
                    ("s", .string, ["aa", "a", nil]), ("p", .string, ["3,5", "3.5", nil]),
                ]), profile: profile, file: "r.csv")
        #expect(
            message(mapped) { _ = try $0.days(.validFrom) }
                == "r.csv: feature 0 (L1), column \"d\": \"2024-02-30\" is not a day as 2025-06-30, with or without a clock; correct the cell, or set the format of \"valid_from\" in the profile"
        )
        #expect(try #require(message(mapped) { _ = try $0.day(.validTo, 0) }).contains("can be read as dd/mm/yyyy and as mm/dd/yyyy"))
        #expect(try mapped.day(.validTo, 1)?.description == "2025-12-31")
        #expect(try #require(message(mapped) { _ = try $0.text(.status, 0) }).contains("did you mean \"a\"?"))
        #expect(try #require(message(mapped) { _ = try $0.number(.positionSigma, 0) }).contains("write a decimal point"))
        #expect(try #require(message(mapped) { _ = try $0.text(.licenceID, 2) }).contains("\"licence_id\" has no value"))
        #expect(try mapped.day(.validFrom, 2) == nil)
        #expect(try mapped.text(.status, 2) == nil)
    }

    @Test("A misspelt column is an error, not a column of nothing")
    func columnsSeen() throws {
        let profile = try profile("fields: { footprint_id: Id, class: { from: k, optional: true } }")
        #expect(throws: Never.self) { try profile.check(columnsSeen: ["Id"], in: "f.csv") }
        #expect(throws: InputError.self) { try profile.check(columnsSeen: ["ID", "k"], in: "f.csv") }
        #expect(throws: Never.self) { try Profile.standard(for: .licences).check(columnsSeen: [], in: "f.csv") }
    }

    @Test("Without a profile the fixed names are read, and a feature without identifier is called by its member or its place")
    func standard() throws {
        var features = batch(
            [("observed_from", .string, ["2024-01-01", "2024-02-01"]), ("observed_to", .string, ["2024-01-31", "2024-01-01"])], first: 5)
        features.identifiers.truncate(to: 0)
        features.identifiers.append(.string, "F")
        features.identifiers.appendEmpty(.missing)
        let mapped = MappedAttributes(features, profile: .standard(for: .footprints), file: "f")
        #expect(try mapped.identifiers() == ["F", "6"])
        #expect(try mapped.period(0)?.to.description == "2024-01-31")
        #expect(throws: InputError.self) { try mapped.period(1) }
    }

    @Test("Filters and geometry kinds say what is not wanted")
    func skipping() throws {
        let profile = try profile("geometry: { kinds: polygon }\nfilters:\n- { column: c, equals: [a, b] }\n- { column: d, not: x }\n")
        var features = batch([("c", .string, ["a", "z", "b", "a"]), ("d", .string, ["y", "y", "x", nil])])
        features.geometry = GeometryColumns()
        for _ in 0..<3 { features.geometry.append(.polygon(Polygon(exterior: Ring([])))) }
        features.geometry.append(.point(nil))
        let mapped = MappedAttributes(features, profile: profile, file: "f")
        #expect((0..<4).map { mapped.reasonToSkip($0) } == [nil, "\"c\" is \"z\"", "\"d\" is \"x\"", "a Point"])
    }

    @Test("Units: 15 mu are a hectare, 1500 mu a square kilometre")
    func units() {
        #expect(AreaUnit.mu.squareMetres(15) == 10_000)
        #expect(AreaUnit.mu.squareMetres(1500) == AreaUnit.squareKilometre.squareMetres(1))
        for unit in AreaUnit.allCases { #expect(abs(unit.value(ofSquareMetres: unit.squareMetres(7)) - 7) < 1e-12) }
        #expect(MeasureUnit(name: "亩") == .area(.mu))
        #expect(MeasureUnit(name: "acre") == nil)
    }

    @Test("An unknown name gets the nearest shipped one")
    func unknownName() throws {
        do {
            _ = try Profile.named("peru-title")
            Issue.record("found")
        } catch InputError.badConfiguration(_, _, _, let next) {
            #expect(next == "did you mean \"peru-titles\"?")
        }
    }

    @Test("Mutated profiles are read or refused, never anything else", arguments: [UInt64(41), 42])
    func mutation(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let text =
            "name: t\nkind: zones\ngeometry: { kinds: [polygon] }\nfields:\n  zone_id: { template: \"{a}-{row}\" }\n  since: { from: [b], format: year }\n"
        for _ in 0..<500 {
            let bytes = random.mutated(Array(text.utf8))
            do {
                _ = try Profile(yaml: String(decoding: bytes, as: UTF8.self), file: "t")
            } catch {
                guard case InputError.badConfiguration = error else {
                    Issue.record("seed \(seed): \(error)")
                    return
                }
            }
        }
    }
}
