import CoreMetrics
import Foundation
import OreJobs
import Testing

@Suite("Metrics")
struct MetricsTests {
    private let families = [
        MetricFamily("orewatch_a_total", .counter, "Things \\ so far.", labels: [.init(name: "job", values: ["x", "y"])]),
        MetricFamily("orewatch_b_seconds", .histogram, "Times."), MetricFamily("orewatch_c", .gauge, "Now."),
        MetricFamily("orewatch_metrics_refused_total", .counter, "Refused."),
    ]

    @Test("Declared series are there from the start, at 0")
    func initialised() {
        let text = MetricsRegistry(families).text()
        #expect(
            text.contains("# HELP orewatch_a_total Things \\\\ so far.\n# TYPE orewatch_a_total counter\norewatch_a_total{job=\"x\"} 0\n"))
        #expect(text.contains("orewatch_b_seconds_bucket{le=\"+Inf\"} 0\norewatch_b_seconds_sum 0\norewatch_b_seconds_count 0\n"))
        #expect(text.hasSuffix("orewatch_metrics_refused_total 0\n"))
    }

    @Test("Values that come through swift-metrics are shown")
    func values() {
        let registry = MetricsRegistry(families)
        Counter(label: "orewatch_a_total", dimensions: [("job", "x")], factory: registry).increment(by: 3)
        Timer(label: "orewatch_b_seconds", dimensions: [], factory: registry).recordNanoseconds(40_000_000)
        Gauge(label: "orewatch_c", dimensions: [], factory: registry).record(2.5)
        let text = registry.text()
        #expect(text.contains("orewatch_a_total{job=\"x\"} 3\n") && text.contains("orewatch_c 2.5\n"))
        #expect(text.contains("orewatch_b_seconds_bucket{le=\"0.01\"} 0\n") && text.contains("orewatch_b_seconds_bucket{le=\"0.05\"} 1\n"))
    }

    @Test("What is not declared, and series beyond the bound, are counted and not kept")
    func bounded() {
        let registry = MetricsRegistry(families, seriesLimit: 4)
        registry.add(to: "orewatch_unknown_total")
        registry.add(to: "orewatch_a_total", ["other": "x"])
        for i in 0..<100 { registry.add(to: "orewatch_a_total", ["job": "j\(i)"]) }
        let text = registry.text()
        #expect(text.contains("orewatch_metrics_refused_total 100\n") && !text.contains("unknown"))
        #expect(text.split(separator: "\n").filter { $0.hasPrefix("orewatch_a_total{") }.count == 4)
    }

    @Test("Labels are escaped, and every line of the exposition has its form")
    func form() throws {
        let registry = MetricsRegistry(families)
        registry.set("orewatch_c", to: Double.infinity)
        registry.add(to: "orewatch_a_total", ["job": "a\"b\\c\nd"])
        for line in registry.text().split(separator: "\n") where !line.hasPrefix("# ") {
            #expect(line.wholeMatch(of: /[a-z_]+(\{[a-z]+="([^"\\\n]|\\["\\n])*"(,[a-z]+="[^"]*")*\})? ([0-9.]+|\+Inf)/) != nil, "\(line)")
        }
    }
}
