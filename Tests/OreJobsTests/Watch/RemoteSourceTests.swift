import Foundation
import OreCases
import OreDetection
import OreFeatures
import OreGeometry
import OreJobs
import TestSupport
import Testing

private func bench(
    _ kind: String, _ address: String, _ more: String = "", patience: String = "timeout: 30s, time_limit: 60s",
    kind records: String = "licences"
) throws -> Bench {
    try Bench(
        """
        sources:
          feed: { kind: \(kind), location: "\(address)", as: \(records), \(patience), backoff: 10ms, attempts: 3 \(more) }
        jobs:
          job: { sources: [feed] }
        """)
}

private func feature(_ id: Int) -> String {
    "{\"type\":\"Feature\",\"id\":\(id),\"geometry\":null,\"properties\":{\"x\":1.10,\"s\":\"}],\\\"\"}}"
}

private func page(_ ids: [Int], next: String? = nil, matched: Int? = nil) -> String {
    let links = next.map { ",\"links\":[{\"rel\":\"self\",\"href\":\"x\"},{\"rel\":\"next\",\"href\":\"\($0)\"}]" } ?? ""
    let count = matched.map { ",\"numberMatched\":\($0)" } ?? ""
    return "{\"type\":\"FeatureCollection\",\"features\":[ \(ids.map(feature).joined(separator: " , ")) ]\(links)\(count)}"
}

@Suite("Remote sources", .serialized)
struct RemoteSourceTests {
    @Test("A feed is fetched again only when it changed")
    func etag() async throws {
        let server = try LoopbackServer { request, number in
            if request.headers["if-none-match"] == "\"v1\"", number < 3 { return .answer(304, headers: ["ETag": "\"v1\""]) }
            return number < 3 ? .answer(200, headers: ["ETag": "\"v1\""], body: "one") : .answer(200, body: number == 3 ? "one" : "two")
        }
        let bench = try bench("geojson", server.address + "/register.geojson?token=t", ", authorization: \"Bearer x\"")
        for _ in 0..<5 { #expect(try await bench.run("job").failure == nil) }
        #expect(await bench.work.taken.map(\.content) == ["one", "two"])
        #expect(await bench.work.taken.first?.delivery.name == "register.geojson")
        #expect(server.requests.allSatisfy { $0.headers["authorization"] == "Bearer x" })
        #expect(bench.names("watch.sqlite.spool").isEmpty)
    }

    @Test("A feed that says nothing changed is fetched again by a store that was put back to before it")
    func putBack() async throws {
        let server = try LoopbackServer { request, _ in
            request.headers["if-none-match"] == nil ? .answer(200, headers: ["ETag": "\"v1\""], body: "one") : .answer(304)
        }
        let bench = try bench("geojson", server.address + "/x")
        for _ in 0..<2 { #expect(try await bench.run("job").failure == nil) }
        #expect(await bench.work.taken.count == 1)
        await bench.work.putBack(to: 0)
        let ending = try await bench.run("job")
        #expect(ending.lines.contains { $0.contains("put back to an earlier state") })
        #expect(await bench.work.taken.map(\.content) == ["one"])
        // From then on as before.
        #expect(try await bench.run("job").lines.contains { $0.contains("not changed") })
        #expect(server.requests.map { $0.headers["if-none-match"] } == [nil, "\"v1\"", nil, "\"v1\""])
    }

    @Test("An ETag is kept only after its content was taken in")
    func notBeforeCommit() async throws {
        let server = try LoopbackServer { request, _ in
            request.headers["if-none-match"] == nil ? .answer(200, headers: ["ETag": "\"v1\""], body: "locked") : .answer(304)
        }
        let bench = try bench("geojson", server.address + "/x")
        for _ in 0..<2 { #expect(try await bench.run("job").mayPass) }
        #expect(server.requests.count == 2 && server.requests.allSatisfy { $0.headers["if-none-match"] == nil })
    }

    @Test("What may pass is tried again; what will not is not", arguments: [(503, 3), (429, 3), (404, 1), (401, 1)])
    func statuses(status: Int, attempts: Int) async throws {
        let server = try LoopbackServer { _, _ in .answer(status, body: "no") }
        let ending = try await bench("geojson", server.address + "/x?key=secret").run("job")
        #expect(ending.outcome == .failed && ending.mayPass == (attempts > 1))
        #expect(server.requests.count == attempts)
        #expect(ending.failure?.contains("answered \(status)") == true && ending.failure?.contains("secret") == false)
    }

    @Test("A source that recovers within its attempts is read")
    func recovers() async throws {
        let server = try LoopbackServer { _, number in number < 2 ? .answer(503, headers: ["Retry-After": "0"]) : .answer(200, body: "good")
        }
        let bench = try bench("geojson", server.address + "/x")
        #expect(try await bench.run("job").failure == nil)
        #expect(await bench.work.taken.map(\.content) == ["good"])
    }

    @Test(
        "A source that hangs, drips, breaks off or answers no HTTP fails the run, and nothing of it is taken",
        arguments: [
            LoopbackServer.Reply.hang, .raw("garbage\r\n\r\n"), .raw(""), .raw("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nshort"),
            .drip(Array(repeating: "x", count: 100), pause: 0.1), .drip(["a", "b"], pause: 1),
            .answer(200, headers: ["Content-Length": "0"]),
        ])
    func broken(reply: LoopbackServer.Reply) async throws {
        let server = try LoopbackServer { _, _ in reply }
        let bench = try bench("geojson", server.address + "/x", patience: "timeout: 500ms, time_limit: 3s")
        let ending = try await bench.run("job")
        #expect(ending.outcome == .failed && ending.mayPass, "\(reply): \(ending)")
        #expect(ending.failure?.contains("\n") == false)
        #expect(await bench.work.taken.isEmpty)
        #expect(await bench.work.runs.count == 1)
        #expect(bench.names("watch.sqlite.spool").isEmpty)
    }

    @Test("An answer larger than the bound is refused, announced or not")
    func tooLarge() async throws {
        let body = String(repeating: "x", count: 20_000)
        for reply in [LoopbackServer.Reply.answer(200, body: body), .drip([body, body], pause: 0)] {
            let server = try LoopbackServer { _, _ in reply }
            let ending = try await bench("geojson", server.address + "/x", ", limit: 10kB").run("job")
            #expect(ending.failure?.contains("larger than 10000 bytes") == true && !ending.mayPass, "\(ending)")
        }
    }

    @Test("A redirect to another host loses the authorization; one in circles ends")
    func redirects() async throws {
        let other = try LoopbackServer { _, _ in .answer(200, body: "there") }
        let server = try LoopbackServer { request, _ in
            .answer(302, headers: ["Location": request.target == "/loop" ? "/loop" : other.address + "/y"])
        }
        let bench = try bench("geojson", server.address + "/x", ", authorization: s")
        #expect(try await bench.run("job").failure == nil)
        #expect(other.requests.count == 1 && other.requests[0].headers["authorization"] == nil)
        let ending = try await OreJobsTests.bench("geojson", server.address + "/loop").run("job")
        #expect(ending.outcome == .failed && server.requests.count < 30)
    }

    @Test("A run that is stopped leaves a hanging source at once")
    func stopped() async throws {
        let server = try LoopbackServer { _, _ in .hang }
        let bench = try bench("geojson", server.address + "/x")
        let job = try #require(bench.configuration.job("job"))
        let run = JobRun(job: job, trigger: .manual, startedAt: Date())
        Task {
            while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(20)) }
            run.stop.set()
        }
        let ending = await bench.runner().run(run)
        #expect(ending.outcome == .abandoned && !ending.mayPass && server.requests.count == 1)
    }

    // MARK: OGC API - Features

    @Test("All pages of a collection become one file; features keep their bytes")
    func pages() async throws {
        let server = try LoopbackServer { request, _ in
            if request.target.contains("offset=2") { return .answer(200, body: page([3], matched: 3)) }
            return .answer(200, body: page([1, 2], next: "/items?offset=2&limit=2", matched: 3))
        }
        let bench = try bench("ogc-features", server.address + "/items", ", page_size: 2, bbox: \"1,2,3,4\"")
        for _ in 0..<2 { #expect(try await bench.run("job").failure == nil) }
        let taken = await bench.work.taken
        #expect(taken.count == 1 && server.requests.count == 4)
        #expect(server.requests[0].target.contains("limit=2") && server.requests[0].target.contains("bbox=1,2,3,4"))
        let text = try #require(taken.first?.content)
        for id in 1...3 { #expect(text.contains(feature(id))) }
        let parsed = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect((parsed["features"] as? [Any])?.count == 3)
    }

    @Test(
        "A collection that does not come whole is not delivered at all",
        arguments: [
            ("{\"type\":\"FeatureCollection\",\"features\":[],\"numberMatched\":5}", "0 features came of 5"),
            (page([1], next: "/items?limit=1000"), "leads back"), (page([1], next: "ftp://h/x"), "no"), ("<html>", "not JSON"),
            ("{\"type\":\"FeatureCollection\",\"features\":[1", "not JSON"), ("{\"collections\":[]}", "no feature collection"),
            ("[]", "no feature collection"),
            (page([1], next: "/missing"), "answered 404"),
        ])
    func notWhole(body: String, reason: String) async throws {
        let server = try LoopbackServer { request, _ in request.target.contains("missing") ? .answer(404) : .answer(200, body: body) }
        let bench = try bench("ogc-features", server.address + "/items")
        let ending = try await bench.run("job")
        #expect(ending.failure?.contains(reason) == true, "\(ending)")
        #expect(await bench.work.taken.isEmpty)
        #expect(bench.names("watch.sqlite.spool").isEmpty)
    }

    @Test("Pages without end stop at the bound")
    func endless() async throws {
        let server = try LoopbackServer { _, number in .answer(200, body: page([number], next: "/items?p=\(number + 1)")) }
        let ending = try await bench("ogc-features", server.address + "/items", ", pages: 5").run("job")
        #expect(ending.failure?.contains("more than 5 pages") == true && Set(server.requests.map(\.target)).count == 5)
    }

    // MARK: STAC

    @Test("Vector assets of items are delivered once, with their scene, and again when the item changed")
    func items() async throws {
        let updated = Tally()
        let server = try LoopbackServer { request, _ in
            if request.target.hasSuffix(".geojson") { return .answer(200, body: "asset \(request.target) \(updated.value)") }
            let item = { (id: String, stamp: Int) in
                "{\"type\":\"Feature\",\"id\":\"\(id)\",\"properties\":{\"updated\":\"\(stamp)\"},\"assets\":{\"image\":{\"href\":\"x.tif\",\"type\":\"image/tiff\"},"
                    + "\"mines\":{\"href\":\"../a/\(id).geojson\",\"type\":\"application/geo+json\"}}}"
            }
            return .answer(200, body: "{\"type\":\"FeatureCollection\",\"features\":[\(item("s1", 0)),\(item("s2", updated.value))]}")
        }
        let bench = try bench("stac", server.address + "/stac/search")
        for _ in 0..<2 { #expect(try await bench.run("job").failure == nil) }
        #expect(await bench.work.taken.map(\.content) == ["asset /a/s1.geojson 0", "asset /a/s2.geojson 0"])
        #expect(await bench.work.taken.map(\.delivery.scene) == ["s1", "s2"])
        updated.increment()
        _ = try await bench.run("job")
        #expect(await bench.work.taken.last?.content == "asset /a/s2.geojson 1")
        #expect(await bench.work.taken.count == 3)
    }

    @Test("An item is delivered as the scene of its footprints, and again when what it says of itself changed")
    func itemScene() async throws {
        let cover = Tally()
        let server = try LoopbackServer { request, _ in
            if request.target.hasSuffix(".geojson") { return .answer(200, body: "asset") }
            return .answer(
                200,
                body: """
                    {"type":"Feature","id":"S2B \\"x\\"","collection":"s2","properties":{"datetime":"2025-06-01T23:59:59Z","platform":"sentinel-2b",\
                    "eo:cloud_cover":\(12.5 + Double(cover.value))},"geometry":{"type":"Polygon","coordinates":[[[1,2],[2,2],[2,3],[1,2]]]},\
                    "assets":{"mines":{"href":"a.geojson"}}}
                    """)
        }
        let bench = try bench("stac", server.address + "/item", kind: "footprints")
        for _ in 0..<2 { #expect(try await bench.run("job").failure == nil) }
        let taken = await bench.work.taken
        #expect(taken.map(\.delivery.kind) == [.scenes, .footprints] && taken[0].delivery.isPart && !taken[1].delivery.isPart)
        let folder = try TemporaryFolder()
        let scenes = try Layer(reading: SideInput(.scenes, files: [try folder.file("s.geojson", taken[0].content)])).scenes()
        let scene = try #require(scenes.rows.first)
        #expect(scene.id == taken[1].delivery.scene && scene.id == "S2B \"x\"" && scene.sensor == "sentinel-2b" && scene.source == "s2")
        #expect(scene.period?.text == "2025-06-01" && scene.cloudShare == 0.125 && scene.statedContent == nil)
        #expect(scenes.coverage.envelope(of: 0) == Envelope(minX: 1, minY: 2, maxX: 2, maxY: 3))
        cover.increment()
        _ = try await bench.run("job")
        #expect(await bench.work.taken.map(\.delivery.kind) == [.scenes, .footprints, .scenes])
    }

    @Test(
        "Whatever an item says of itself, its scene is a file that can be read, or none",
        arguments: [
            #""properties":{"datetime":null,"start_datetime":"2025-01-01T00:00:00Z","end_datetime":"2025-01-31T00:00:00Z"}"#,
            #""properties":{"datetime":"2025-13-77"},"geometry":null"#, #""properties":7,"geometry":{"type":"Point","coordinates":[1,2]}"#,
            #""properties":{"datetime":"2025-02-03","eo:cloud_cover":"many","platform":["a"]},"geometry":{"type":"Polygon"}"#,
            #""geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]},"collection":{}"#,
        ])
    func oddItem(members: String) async throws {
        let server = try LoopbackServer { request, _ in
            request.target.hasSuffix(".geojson")
                ? .answer(200, body: "asset")
                : .answer(200, body: "{\"type\":\"Feature\",\"id\":\"s\",\(members),\"assets\":{\"m\":{\"href\":\"a.geojson\"}}}")
        }
        let bench = try bench("stac", server.address + "/item", kind: "footprints")
        #expect(try await bench.run("job").failure == nil)
        let folder = try TemporaryFolder()
        for taken in await bench.work.taken where taken.delivery.kind == .scenes {
            do {
                let scenes = try Layer(reading: SideInput(.scenes, files: [try folder.file("s.geojson", taken.content)])).scenes()
                // A geometry that is none sets the record aside; nothing else does.
                #expect(scenes.rows.map(\.id) == (members.hasSuffix(#""Polygon"}"#) ? [] : ["s"]))
            } catch let error as InputError { #expect("\(error)".contains("s.geojson")) }
        }
    }

    @Test("What is no item is refused in one line", arguments: ["{}", "{\"type\":\"Catalog\"}", "no", "[[[[[["])
    func noItem(body: String) async throws {
        let server = try LoopbackServer { _, _ in .answer(200, body: body) }
        let ending = try await bench("stac", server.address + "/x").run("job")
        #expect(ending.outcome == .failed && ending.failure?.contains("\n") == false)
    }
}
