public import CoreMetrics

extension MetricsRegistry: MetricsFactory {
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler { series(label, dimensions) }
    public func makeFloatingPointCounter(label: String, dimensions: [(String, String)]) -> any FloatingPointCounterHandler {
        series(label, dimensions)
    }
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler { series(label, dimensions) }
    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        series(label, dimensions)
    }
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler { series(label, dimensions) }

    private func series(_ label: String, _ dimensions: [(String, String)]) -> MetricSeries {
        MetricSeries(registry: self, name: label, labels: Dictionary(dimensions) { $1 })
    }

    // Series stay: a counter that disappears and comes back would look like a restart.
    public func destroyCounter(_ handler: any CounterHandler) {}
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    public func destroyMeter(_ handler: any MeterHandler) {}
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    public func destroyTimer(_ handler: any TimerHandler) {}
}

/// One series under the names that swift-metrics has for its kinds.
final class MetricSeries: CounterHandler, FloatingPointCounterHandler, MeterHandler, RecorderHandler, TimerHandler {
    private let registry: MetricsRegistry
    private let name: String
    private let labels: [String: String]

    init(registry: MetricsRegistry, name: String, labels: [String: String]) {
        (self.registry, self.name, self.labels) = (registry, name, labels)
    }

    func increment(by amount: Int64) { registry.add(Double(amount), to: name, labels) }
    func increment(by amount: Double) { registry.add(amount, to: name, labels) }
    func decrement(by amount: Double) { registry.add(-amount, to: name, labels) }
    func set(_ value: Int64) { registry.set(name, labels, to: Double(value)) }
    func set(_ value: Double) { registry.set(name, labels, to: value) }
    func record(_ value: Int64) { registry.add(Double(value), to: name, labels) }
    func record(_ value: Double) { registry.add(value, to: name, labels) }
    func recordNanoseconds(_ duration: Int64) { registry.add(Double(duration) * 1e-9, to: name, labels) }
    /// A Prometheus counter starts again at 0 only with its process.
    func reset() {}
}
