internal import Synchronization

/// The metrics of this process: a backend of swift-metrics whose families are declared, whose series are bounded, and which prints Prometheus text.
///
/// A value for a name that is not declared, or with other labels than declared, or beyond the bound of series, is counted in
/// `orewatch_metrics_refused_total` and otherwise ignored: a scrape never grows without limit. Costs a lock per value.
public final class MetricsRegistry: Sendable {
    struct Series {
        var value = 0.0
        /// Counts per bucket, not cumulative; the last one is above all bounds.
        var buckets: [Int] = []
        var count = 0
    }
    struct Family {
        var declared: MetricFamily
        var series: [[String]: Series] = [:]
    }
    private struct State {
        var families: [String: Family] = [:]
        var order: [String] = []
    }
    private static let refusals = "orewatch_metrics_refused_total"
    /// Of one family.
    private let limit: Int
    private let state: Mutex<State>

    public init(_ families: [MetricFamily], seriesLimit: Int = 500) {
        limit = seriesLimit
        state = Mutex(State())
        declare(families)
    }

    /// Adds families and values of labels; what is there keeps its values. Series of labels that are declared no longer stay: a counter never goes back.
    public func declare(_ families: [MetricFamily]) {
        state.withLock { state in
            for declared in families {
                if state.families[declared.name] == nil { state.order.append(declared.name) }
                var family = state.families[declared.name] ?? Family(declared: declared)
                family.declared = declared
                for values in Self.combinations(declared.labels) where family.series[values] == nil && family.series.count < limit {
                    family.series[values] = Self.empty(declared.kind)
                }
                state.families[declared.name] = family
            }
        }
    }

    private static func combinations(_ labels: [MetricFamily.Label]) -> [[String]] {
        labels.reduce([[]]) { all, label in all.flatMap { values in label.values.map { values + [$0] } } }
    }

    private static func empty(_ kind: MetricFamily.Kind) -> Series {
        Series(buckets: kind == .histogram ? [Int](repeating: 0, count: MetricFamily.buckets.count + 1) : [])
    }

    // MARK: Values

    /// Adds to a counter or gauge, or records in a histogram.
    public func add(_ amount: Double = 1, to name: String, _ labels: [String: String] = [:]) {
        update(name, labels) { series, kind in
            guard kind == .histogram else {
                if kind == .gauge || amount >= 0 { series.value += amount }
                return
            }
            series.value += amount
            series.count += 1
            series.buckets[MetricFamily.buckets.firstIndex { amount <= $0 } ?? MetricFamily.buckets.count] += 1
        }
    }

    public func set(_ name: String, _ labels: [String: String] = [:], to value: Double) {
        update(name, labels) { series, _ in series.value = value }
    }

    /// The value of a counter or gauge, the sum of a histogram; `nil` where there is no such series.
    public func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        state.withLock { state in
            guard let family = state.families[name], let key = Self.key(labels, family.declared) else { return nil }
            return family.series[key]?.value
        }
    }

    private func update(_ name: String, _ labels: [String: String], _ change: (inout Series, MetricFamily.Kind) -> Void) {
        state.withLock { state in
            guard let declared = state.families[name]?.declared, let key = Self.key(labels, declared) else {
                return Self.refuse(&state)
            }
            let known = state.families[name]?.series[key]
            guard known != nil || (state.families[name]?.series.count ?? 0) < limit else { return Self.refuse(&state) }
            var series = known ?? Self.empty(declared.kind)
            change(&series, declared.kind)
            state.families[name]?.series[key] = series
        }
    }

    private static func refuse(_ state: inout State) { state.families[refusals]?.series[[], default: Series()].value += 1 }

    private static func key(_ labels: [String: String], _ family: MetricFamily) -> [String]? {
        guard labels.count == family.labels.count else { return nil }
        var key: [String] = []
        for label in family.labels {
            guard let value = labels[label.name], value.utf8.count <= 128 else { return nil }
            key.append(value)
        }
        return key
    }

    // MARK: Text

    /// Of ``text()``.
    public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// The Prometheus text exposition format, version 0.0.4: families as declared, series in the order of their labels.
    public func text() -> String {
        state.withLock { state in
            var text = ""
            for name in state.order { if let family = state.families[name] { MetricsText.append(family, to: &text) } }
            return text
        }
    }
}
