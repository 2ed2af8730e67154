/// One metric with its documentation: the registry takes no others, so that a scrape shows what exists and nothing else.
public struct MetricFamily: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable {
        case counter, gauge
        /// Durations in seconds: buckets, sum and count.
        case histogram
    }
    /// `orewatch_<subsystem>_<what>_<unit|total>`.
    public var name: String
    public var kind: Kind
    /// One line.
    public var help: String
    /// The names of its labels, each with the values that are shown from the start, at 0. A label without values starts empty.
    public var labels: [Label]

    public struct Label: Sendable, Hashable {
        public var name: String
        public var values: [String]
        public init(name: String, values: [String]) { (self.name, self.values) = (name, values) }
    }

    public init(_ name: String, _ kind: Kind, _ help: String, labels: [Label] = []) {
        (self.name, self.kind, self.help, self.labels) = (name, kind, help, labels)
    }

    /// Upper bounds of a histogram's buckets, seconds.
    static let buckets = [0.01, 0.05, 0.1, 0.5, 1, 5, 30, 60, 300, 1800, 7200]
}

extension MetricFamily {
    /// What the daemon shows.
    /// - Parameter configuration: whose jobs, sources and receivers are the values of labels.
    public static func watch(_ configuration: WatchConfiguration) -> [MetricFamily] {
        let job = Label(name: "job", values: configuration.jobs.map(\.name))
        let source = Label(name: "source", values: configuration.sources.map(\.name))
        let receiver = Label(name: "receiver", values: configuration.notices.map(\.name))
        func outcome(_ values: [String]) -> Label { Label(name: "outcome", values: values) }
        return [
            MetricFamily(
                "orewatch_job_runs_total", .counter, "Runs that ended, by outcome.",
                labels: [
                    job, outcome(["done", "idle", "failed", "timed_out", "abandoned"]),
                ]),
            MetricFamily(
                "orewatch_job_skipped_total", .counter, "Scheduled times that led to no run.",
                labels: [
                    job, Label(name: "reason", values: ["overlap", "missed"]),
                ]),
            MetricFamily("orewatch_job_duration_seconds", .histogram, "Time from the start of a run to its end.", labels: [job]),
            MetricFamily("orewatch_job_last_success_timestamp_seconds", .gauge, "When a run last ended well; 0: never.", labels: [job]),
            MetricFamily("orewatch_job_running", .gauge, "1 while the job runs.", labels: [job]),
            MetricFamily(
                "orewatch_source_files_total", .counter, "Files that sources delivered, by what became of them.",
                labels: [
                    source, outcome(["stored", "unchanged", "refused", "failed"]),
                ]),
            MetricFamily(
                "orewatch_source_features_total", .counter, "Features read from sources, by what became of them.",
                labels: [
                    source, outcome(["stored", "changed", "unchanged", "quarantined", "skipped", "vanished"]),
                ]),
            MetricFamily("orewatch_source_failures_total", .counter, "Attempts to reach a source that failed.", labels: [source]),
            MetricFamily(
                "orewatch_source_last_success_timestamp_seconds", .gauge, "When a source last answered; 0: never.", labels: [source]),
            MetricFamily("orewatch_notices_sent_total", .counter, "Notices that a receiver took.", labels: [receiver]),
            MetricFamily("orewatch_notices_failures_total", .counter, "Attempts to deliver a notice that failed.", labels: [receiver]),
            MetricFamily("orewatch_notices_pending", .gauge, "Runs whose notice has not been delivered.", labels: [receiver]),
            MetricFamily("orewatch_scene_newest_age_seconds", .gauge, "Age of the newest usable scene; -1: there is none."),
            MetricFamily(
                "orewatch_area_unobserved_ratio", .gauge, "Share of the watched area without a clear view for long; -1: not known."),
            MetricFamily("orewatch_quarantine_pending", .gauge, "Features set aside and not yet mended."),
            MetricFamily("orewatch_incidents_open", .gauge, "Incidents that nobody has decided on."),
            MetricFamily("orewatch_licences_stored", .gauge, "Current licences."),
            MetricFamily("orewatch_footprints_stored", .gauge, "Current footprints."),
            MetricFamily(
                "orewatch_configuration_reloads_total", .counter, "Reloads of the configuration, by outcome.",
                labels: [
                    outcome(["done", "refused"])
                ]),
            MetricFamily("orewatch_process_resident_memory_bytes", .gauge, "Resident memory."),
            MetricFamily("orewatch_process_start_time_seconds", .gauge, "When the daemon was started."),
            MetricFamily("orewatch_metrics_refused_total", .counter, "Values that no declared metric or label takes."),
        ]
    }
}
