import Foundation
import OreFeatures
import OreJobs
import TestSupport
import Testing

let smallConfiguration = """
    store: watch.sqlite
    time_zone: America/Lima
    sources:
      inbox:
        kind: folder
        location: in
        as: footprints
        authorization: s3cr3t-token
      register:
        kind: ogc-features
        location: https://example.org/collections/titles/items?key=abc
        as: licences
    jobs:
      nightly:
        sources: [register, inbox]
        schedule: "30 2 * * *"
        jitter: 5m
    notices:
      desk:
        kind: webhook
        location: https://example.org/hook
        on: [new, gone]
        secret: k3y-of-signature
    """

private func load(
    _ text: String, _ environment: [String: String] = [:], _ flags: [(path: String, value: String)] = []
) throws -> WatchConfiguration {
    let folder = try TemporaryFolder()
    return try WatchConfiguration.load(file: try folder.file("c.yaml", text), environment: environment, flags: flags)
}

private func refusal(_ text: String, _ environment: [String: String] = [:], _ flags: [(path: String, value: String)] = []) -> String {
    do {
        _ = try load(text, environment, flags)
        return "was taken"
    } catch {
        return "\(error)"
    }
}

@Suite("Configuration")
struct ConfigurationTests {
    @Test("Defaults hold until the file, the environment or a flag says otherwise, each over the one before")
    func precedence() throws {
        let plain = try load(smallConfiguration)
        #expect(plain.service.port == 8460 && plain.service.host == "127.0.0.1")
        #expect(plain.jobs[0].schedule?.timeZone == "America/Lima" && plain.jobs[0].retries == 2)
        #expect(plain.sources.map(\.name) == ["inbox", "register"] && plain.sources[0].dataset == "inbox")
        #expect(plain.store.hasSuffix("/watch.sqlite") && plain.store.hasPrefix("/"))
        #expect(plain.sources[0].done.hasSuffix("/in/done"))
        let environment = [
            "OREWATCH_SERVICE_LISTEN": "127.0.0.1:1", "OREWATCH_JOBS_NIGHTLY_RETRIES": "5", "OREWATCH_DATA": "/x", "OTHER": "1",
        ]
        let both = try load(smallConfiguration, environment, [("service.listen", "[::1]:2")])
        #expect(both.service.port == 2 && both.service.host == "::1" && both.jobs[0].retries == 5)
        #expect(both.entries.first { $0.path == "service.listen" }?.origin == .flag)
        #expect(both.entries.first { $0.path == "jobs.nightly.retries" }?.origin == .environment(variable: "OREWATCH_JOBS_NIGHTLY_RETRIES"))
    }

    @Test("No secret is printed, whatever prints it")
    func secrets() throws {
        let configuration = try load(smallConfiguration)
        let text = configuration.text + "\(configuration)" + String(reflecting: configuration)
        #expect(!text.contains("s3cr3t") && !text.contains("k3y-of") && text.contains("(redacted)"))
        #expect(!configuration.text.contains("abc") && configuration.text.contains("?key=..."))
        #expect(configuration.sources[0].request.authorization?.revealed == "s3cr3t-token")
    }

    @Test("A secret comes from a file when it begins with @")
    func secretFile() throws {
        let folder = try TemporaryFolder()
        _ = try folder.file("token", "from-file\n")
        let file = try folder.file("c.yaml", smallConfiguration.replacingOccurrences(of: "s3cr3t-token", with: "\"@token\""))
        #expect(try WatchConfiguration.load(file: file).sources[0].request.authorization?.revealed == "from-file")
    }

    @Test(
        "What is wrong is refused with its line and what was probably meant",
        arguments: [
            ("store: a\nserivce:\n  listen: x\n", "line 2: unknown key \"serivce\"; did you mean \"service\"?"),
            ("store: a\njobs:\n  x:\n    shedule: \"@daily\"\n", "line 4: unknown key \"shedule\"; did you mean \"schedule\"?"),
            ("service:\n  listen: 127.0.0.1:1\n", "\"store\" is missing"),
            ("store: a\nservice:\n  listen: here\n", "line 3: \"service.listen\" cannot be \"here\""),
            ("store: a\nlog:\n  level: inof\n", "did you mean \"info\"?"),
            ("store: a\njobs:\n  x:\n    sources: [inbx]\n", "no source is called \"inbx\""),
            ("store: a\njobs:\n  x:\n    schedule: 61 * * * *\n", "the minute cannot be \"61\""),
            ("store: a\ntime_zone: Mars/Olympus\n", "no time zone is called \"Mars/Olympus\""),
            ("store: a\nsources:\n  x:\n    kind: folder\n    location: in\n", "\"sources.x.as\" is missing"),
            ("store: a\nsources:\n  x:\n    kind: geojson\n    as: zones\n    location: ftp://h/x\n", "is no http(s) address"),
            ("store: a\nsources:\n  x:\n    kind: geojson\n    as: zones\n    location: http://u:p@h/x\n", "holds a user name"),
            ("store: a\nsources:\n  X Y:\n    kind: geojson\n", "line 3: \"X Y\" cannot be a name"),
            ("store: a\nstore: b\n", "comes twice"), ("- a\n", "has to be lines of"), ("store: [a]\n", "not a list"),
            ("store: {a: b}\n", "not a section"),
            ("store: a\nservice:\n  shutdown: 10s\n", "state 0ms to 9s"),
            ("store: a\nservice:\n  shutdown: soon\n", "a number with its unit"),
            ("store: \"a\n", "not YAML"),
            ("store: a\nnotices:\n  d:\n    kind: folder\n    location: n\n    on: [newer]\n", "no change is called \"newer\""),
        ])
    func refusals(text: String, expected: String) {
        let message = refusal(text)
        #expect(message.contains(expected), "\(message)")
        #expect(!message.contains("\n"))
    }

    @Test("Variables and flags that no setting has are refused")
    func strangers() {
        #expect(refusal(smallConfiguration, ["OREWATCH_SERVICE_LISTN": "x"]).contains("did you mean \"OREWATCH_SERVICE_LISTEN\"?"))
        #expect(refusal(smallConfiguration, [:], [("service.lisen", "x")]).contains("did you mean \"service.listen\"?"))
        #expect(refusal(smallConfiguration, ["OREWATCH_SERVICE_LISTEN": "x"]).hasPrefix("OREWATCH_SERVICE_LISTEN: "))
    }

    @Test("Any text is a configuration or is refused in one line")
    func fuzz() throws {
        var random = SystemRandomNumberGenerator()
        let bytes = Array(smallConfiguration.utf8)
        let folder = try TemporaryFolder()
        for _ in 0..<300 {
            var mutant = bytes
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let place = Int.random(in: mutant.indices, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: mutant[place] = UInt8.random(in: 32...126, using: &random)
                case 1: mutant.remove(at: place)
                default:
                    mutant.insert(
                        UInt8(ascii: ["\n", " ", "&", "*", "-", "[", "{", "\"", ":", "!"].randomElement(using: &random) ?? " "), at: place)
                }
            }
            let file = try folder.file("m.yaml", Data(mutant))
            do { _ = try WatchConfiguration.load(file: file) } catch { #expect(!error.description.contains("\n")) }
        }
    }

    @Test("The documentation describes the keys that there are, with their defaults, and no others")
    func documentation() throws {
        let page = try String(contentsOf: SharedData.packageRoot.appending(path: "docs/configuration.md"), encoding: .utf8)
        var documented: [String: String] = [:]
        for line in page.split(separator: "\n") where line.hasPrefix("| `") {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            documented[cells[0].replacingOccurrences(of: "`", with: "")] = cells[1].replacingOccurrences(of: "`", with: "")
        }
        #expect(Set(documented.keys) == Set(ConfigurationKey.all.map(\.path)))
        for key in ConfigurationKey.all { #expect(documented[key.path] == key.standard ?? "-", "\(key.path)") }
    }
}
