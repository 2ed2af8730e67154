import ArgumentParser
import Foundation
import OreCases
import OreDetection
import OreJobs
import OreStorage

/// `orewatch run`: one detection run over a store.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run detection once over a store: judge what changed, bring the incidents up to date.",
        discussion: """
            Examples:
              orewatch run --store watch.db
              orewatch run --store watch.db --rules strict.yaml --dry-run

            The findings are the same whether a run judges what changed or everything (--full).
            """)

    @OptionGroup var store: StoreOptions
    @Option(help: "Name of the job that the run belongs to.") var job = "manual"
    @Option(help: "Rule set (YAML), a path or the name of a shipped one; the documented defaults without it.") var rules: String?
    @Flag(name: .customLong("dry-run"), help: "Judge and count; store nothing.") var dryRun = false
    @Flag(help: "Judge every footprint, whatever changed.") var full = false
    @Option(help: "Number of worker threads; all cores by default.") var threads: Int?
    @Flag(name: .shortAndLong, help: "No notes on standard error.") var quiet = false

    func run() throws {
        var request = WatchRun.Request(startedAt: Now.text)
        request.job = job
        if let rules { request.ruleSet = try RuleSet.named(rules) }
        (request.isDryRun, request.isFull) = (dryRun, full)
        request.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
        let store = try store.open(.readWrite)
        let result = try WatchRun(store, request).execute()
        try store.close()
        let counts = result.entry.counts.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        print((["run \(result.entry.id)", result.entry.outcome.rawValue] + counts).joined(separator: " "))
        if !quiet { StandardError.write(result.entry.log) }
    }
}
