/// Prometheus text exposition, version 0.0.4.
enum MetricsText {
    static func append(_ family: MetricsRegistry.Family, to text: inout String) {
        let (name, kind) = (family.declared.name, family.declared.kind)
        text += "# HELP \(name) \(escaped(family.declared.help, quotes: false))\n# TYPE \(name) \(kind.rawValue)\n"
        let names = family.declared.labels.map(\.name)
        for (values, series) in family.series.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            let labels = zip(names, values).map { ($0, $1) }
            guard kind == .histogram else {
                text += name + shown(labels) + " \(number(series.value))\n"
                continue
            }
            var sum = 0
            for (bound, count) in zip(MetricFamily.buckets.map { number($0) } + ["+Inf"], series.buckets) {
                sum += count
                text += "\(name)_bucket" + shown(labels + [("le", bound)]) + " \(sum)\n"
            }
            text += "\(name)_sum" + shown(labels) + " \(number(series.value))\n\(name)_count" + shown(labels) + " \(series.count)\n"
        }
    }

    private static func shown(_ labels: [(String, String)]) -> String {
        labels.isEmpty ? "" : "{" + labels.map { "\($0)=\"\(escaped($1, quotes: true))\"" }.joined(separator: ",") + "}"
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var result = ""
        for character in text.unicodeScalars {
            switch character {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quotes: result += "\\\""
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }

    /// Whole numbers without a point; NaN and infinities as the format spells them.
    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
    }
}
