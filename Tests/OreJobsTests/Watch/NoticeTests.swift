import Foundation
import OreCases
import TestSupport
import Testing

@testable import OreJobs

private func bench(_ receivers: String, _ job: String = "") throws -> Bench {
    try Bench("notices: { \(receivers) }\njobs: { j: { retries: 0 \(job) } }\n")
}

private func delivery(_ bench: Bench) -> NoticeDelivery {
    NoticeDelivery(
        work: bench.work, journal: bench.journal, metrics: bench.metrics, log: bench.log, spool: bench.folder.path("watch.sqlite.spool"))
}

private func object(_ data: Data) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
}

@Suite("Notices")
struct NoticeTests {
    @Test("A folder gets one file per run, with the changes that it wants, and none for runs before it was known")
    func folder() async throws {
        let bench = try bench("desk: { kind: folder, location: out, on: [new] }")
        _ = try await bench.run("j")
        for _ in 0..<2 { try await delivery(bench).deliver(bench.configuration, stop: StopFlag()) }
        #expect(bench.names("out").isEmpty)
        for _ in 0..<2 { _ = try await bench.run("j") }
        for _ in 0..<3 { try await delivery(bench).deliver(bench.configuration, stop: StopFlag()) }
        #expect(bench.names("out").count == 2)
        let notice = try object(try Data(contentsOf: URL(filePath: bench.folder.path("out/" + bench.names("out")[0]))))
        #expect(notice["run"] as? Int == 2 && notice["changes_total"] as? Int == 1 && notice["schema"] as? String == "orewatch.notice/1")
        #expect(((notice["changes"] as? [[String: Any]])?[0]["area_after_m2"] as? Double) == 1234.6)
    }

    @Test("An address gets each run at least once, in order, with the same key and bytes each time, signed")
    func webhook() async throws {
        let server = try LoopbackServer { _, number in number < 2 ? .answer(503) : .answer(204) }
        let bench = try bench(
            "hook: { kind: webhook, location: \"\(server.address)/h\", secret: key, authorization: \"Bearer t\", backoff: 50ms }")
        try await delivery(bench).deliver(bench.configuration, stop: StopFlag())
        for _ in 0..<2 { _ = try await bench.run("j") }
        // Each time as after a restart: only the journal remembers.
        for _ in 0..<4 { try await delivery(bench).deliver(bench.configuration, stop: StopFlag()) }
        let requests = server.requests
        #expect(requests.count == 4)
        let keys = requests.compactMap { $0.headers["idempotency-key"] }
        #expect(Set(keys.prefix(3)).count == 1 && keys[2] != keys[3] && keys.count == 4)
        #expect(Set(requests.prefix(3).map(\.body)).count == 1)
        #expect(requests.allSatisfy { $0.method == "POST" && $0.headers["authorization"] == "Bearer t" })
        #expect(requests[0].headers["orewatch-signature"]?.wholeMatch(of: /sha256=[0-9a-f]{64}/) != nil)
        #expect(try requests.suffix(2).map { try object($0.body)["run"] as? Int } == [1, 2])
        #expect(bench.metrics.value("orewatch_notices_sent_total", ["receiver": "hook"]) == 2)
        #expect(bench.metrics.value("orewatch_notices_failures_total", ["receiver": "hook"]) == 2)
        #expect(bench.metrics.value("orewatch_notices_pending", ["receiver": "hook"]) == 0)
    }

    @Test("The signature is the HMAC-SHA-256 that receivers can compute")
    func signature() throws {
        // RFC 4231, test case 2.
        var notice = try #require(try sample())
        notice.body = Array("what do ya want for nothing?".utf8)
        #expect(notice.signature(Redacted("Jefe")) == "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    private func sample() throws -> Notice? {
        let bench = try bench("desk: { kind: folder, location: out }")
        let entry = RunResult(
            entry: .init(id: 1, job: "j", trigger: "manual", startedAt: "", evaluatedCommit: 0),
            changes: [.init(incident: "OW-\"1\n", change: .new, areaBefore: .nan, areaAfter: 1)])
        let notice = Notice(entry, to: bench.configuration.notices[0], of: bench.configuration.job("j"), store: "s")
        if let notice { _ = try object(Data(notice.body)) }
        return notice
    }

    @Test("A job tells only the receivers that it names, and nobody is told of nothing")
    func chosen() async throws {
        let bench = try bench(
            "a: { kind: folder, location: a }, b: { kind: folder, location: b, on: [gone] }, c: { kind: folder, location: c }",
            ", notices: [a, b]")
        try await delivery(bench).deliver(bench.configuration, stop: StopFlag())
        _ = try await bench.run("j")
        try await delivery(bench).deliver(bench.configuration, stop: StopFlag())
        #expect(bench.names("a").count == 1 && bench.names("b").isEmpty && bench.names("c").isEmpty)
    }

    @Test("A receiver that fails does not keep the others from being told")
    func independent() async throws {
        let server = try LoopbackServer { _, _ in .hang }
        let bench = try bench("a: { kind: webhook, location: \"\(server.address)/\", timeout: 100ms }, b: { kind: folder, location: b }")
        try await delivery(bench).deliver(bench.configuration, stop: StopFlag())
        _ = try await bench.run("j")
        try await delivery(bench).deliver(bench.configuration, stop: StopFlag())
        #expect(bench.names("b").count == 1 && bench.metrics.value("orewatch_notices_pending", ["receiver": "a"]) == 1)
    }
}
