import Foundation
import OreJobs
import TestSupport
import Testing

@Test("The alert rules speak only of metrics and labels that the daemon shows")
func alertRules() throws {
    let deploy = SharedData.packageRoot.appending(path: "deploy")
    let rules = try String(contentsOf: deploy.appending(path: "prometheus/orewatch.rules.yaml"), encoding: .utf8)
    let families = MetricFamily.watch(try .load(file: deploy.appending(path: "orewatch.yaml").path))
    let known = Set(families.map(\.name))
    let named = rules.matches(of: /orewatch_[a-z_]+/).map { String($0.output) }
    #expect(!named.isEmpty)
    for name in named { #expect(known.contains(name), "\(name)") }
    let labels = Set(families.flatMap { $0.labels.map(\.name) } + ["instance", "job"])
    for match in rules.matches(of: /\$labels\.([a-z]+)/) { #expect(labels.contains(String(match.1)), "\(match.1)") }
}
