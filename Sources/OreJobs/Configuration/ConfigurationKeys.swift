/// The catalogue. `docs/configuration.md` says the same at greater length; a test compares them.
extension ConfigurationKey {
    static let general: [ConfigurationKey] = [
        ConfigurationKey("store", .path, nil, "The store's file; required. Its lock, journal of jobs and spool lie beside it."),
        ConfigurationKey("time_zone", .text, "UTC", "Time zone of schedules that state none (IANA name)."),
        ConfigurationKey(
            "service.listen", .text, "127.0.0.1:8460", "Address and port of health, readiness and metrics; port 0 takes a free one."),
        ConfigurationKey(
            "service.shutdown", .duration, "8s", "How long the running unit of work may take to end after SIGTERM, at most 9s."),
        ConfigurationKey(
            "log.level", .word(["trace", "debug", "info", "notice", "warning", "error"]), "info", "Least level that is logged."),
        ConfigurationKey("log.format", .word(["text", "json"]), "text", "One line per entry on standard error: key=value text, or JSON."),
        ConfigurationKey("watch.unobserved_after", .duration, "90d", "A place without a clear view for longer counts as unobserved."),
        ConfigurationKey(
            "watch.look_every", .duration, "15s",
            "How often schedules and folders are looked at; the longest a changed clock stays unnoticed."),
    ]

    static let sources: [ConfigurationKey] = [
        ConfigurationKey(
            "sources.*.kind", .word(SourceSettings.Kind.allCases.map(\.rawValue)), nil,
            "Where it comes from: a folder's inbox, files that stay in place, a GeoJSON address, a collection of OGC API - Features, STAC items; required."
        ),
        ConfigurationKey("sources.*.location", .location, nil, "Folder, glob or path, or http(s) address; required."),
        ConfigurationKey("sources.*.as", .word(SourceSettings.recordKinds), nil, "Kind of records, as `ingest --as`; required."),
        ConfigurationKey("sources.*.dataset", .text, nil, "Register or series that it belongs to; the source's name when not stated."),
        ConfigurationKey("sources.*.profile", .text, nil, "Profile that maps its columns: a shipped name or a path."),
        ConfigurationKey("sources.*.crs", .text, nil, "CRS of its coordinates, when the files do not state it."),
        ConfigurationKey(
            "sources.*.on_invalid", .word(["repair", "quarantine", "refuse"]), "repair", "What happens to geometry that is not valid."),
        ConfigurationKey(
            "sources.*.done", .path, nil, "Folder for files that were taken (kind folder); `done` in the inbox when not stated."),
        ConfigurationKey(
            "sources.*.failed", .path, nil,
            "Folder for files that were refused, each with its reason beside it; `failed` in the inbox when not stated."),
        ConfigurationKey(
            "sources.*.settle", .duration, "10s",
            "A file is read when its size and time stayed the same this long (kinds folder and files)."),
        ConfigurationKey("sources.*.timeout", .duration, "60s", "A request fails when nothing arrives for this long."),
        ConfigurationKey("sources.*.time_limit", .duration, "30m", "A request fails when it takes longer in all."),
        ConfigurationKey("sources.*.limit", .size, "4GiB", "Largest answer that is taken; for pages, of all together."),
        ConfigurationKey(
            "sources.*.attempts", .whole(1...20), "4", "How often a request is tried when it fails for a reason that may pass."),
        ConfigurationKey(
            "sources.*.backoff", .duration, "5s", "Pause before the second attempt; doubled before each further one, up to 5m."),
        ConfigurationKey("sources.*.page_size", .whole(1...100_000), "1000", "Features asked for per page (ogc-features)."),
        ConfigurationKey("sources.*.pages", .whole(1...1_000_000), "10000", "Most pages that are followed (ogc-features, stac)."),
        ConfigurationKey("sources.*.bbox", .text, nil, "Box asked for, `west,south,east,north` in degrees (ogc-features)."),
        ConfigurationKey(
            "sources.*.assets", .list, nil, "Names of the assets to fetch (stac); when not stated, those of GeoJSON or GeoPackage type."),
        ConfigurationKey(
            "sources.*.authorization", .secret, nil, "Value of the Authorization header; only sent to the location's own host."),
    ]

    static let jobs: [ConfigurationKey] = [
        ConfigurationKey("jobs.*.sources", .list, nil, "Sources whose deliveries are taken in before the run, in this order."),
        ConfigurationKey(
            "jobs.*.schedule", .text, nil,
            "When it runs: five cron fields (minute hour day month weekday), or @hourly, @daily, @weekly, @monthly."),
        ConfigurationKey("jobs.*.on_arrival", .flag, "false", "Also runs as soon as one of its folders or files has something new."),
        ConfigurationKey("jobs.*.time_zone", .text, nil, "Time zone of the schedule; `time_zone` when not stated."),
        ConfigurationKey("jobs.*.jitter", .duration, "0s", "Delays every scheduled run by a part of this that the job's name decides."),
        ConfigurationKey(
            "jobs.*.catch_up", .word(JobSettings.CatchUp.allCases.map(\.rawValue)), "once",
            "What happens when scheduled times were missed: one run for all of them, or none."),
        ConfigurationKey(
            "jobs.*.overlap", .word(JobSettings.Overlap.allCases.map(\.rawValue)), "skip",
            "What happens when it is due while it still runs: skip the time, or run once more afterwards."),
        ConfigurationKey("jobs.*.time_limit", .duration, "2h", "A run is abandoned when it takes longer."),
        ConfigurationKey("jobs.*.retries", .whole(0...20), "2", "How often a failed run is tried again, when the reason may pass."),
        ConfigurationKey("jobs.*.retry_after", .duration, "5m", "Pause before the first retry; doubled before each further one, up to 6h."),
        ConfigurationKey("jobs.*.rules", .text, nil, "Rule set: a shipped name or a path; the standard rules when not stated."),
        ConfigurationKey(
            "jobs.*.reports_due", .text, nil,
            "Last day for a monthly report: the day of the month, and how many months after (`10` or `10,2`), by time and kind of record `15@..2025-07;10@2025-08..;separation=10,2`; what the last run had when not "
                + "stated."),
        ConfigurationKey(
            "jobs.*.area", .text, nil,
            "What its reports show: `west,south,east,north` in degrees, or a file of polygons; everything when not stated."),
        ConfigurationKey(
            "jobs.*.output", .path, nil,
            "Folder for the reports of each run; none are written when not stated. `findings.geojson` and `findings.csv` stay as they are "
                + "while findings, rules and inputs do; `figures.*` beside them has the findings over figures."),
        ConfigurationKey("jobs.*.formats", .list, "geojson", "Formats of the reports of findings: geojson, csv, gpkg, xlsx, kml."),
        ConfigurationKey("jobs.*.notices", .list, nil, "Receivers of its changes; all receivers when not stated."),
    ]

    static let notices: [ConfigurationKey] = [
        ConfigurationKey(
            "notices.*.kind", .word(NoticeSettings.Kind.allCases.map(\.rawValue)), nil,
            "A folder that gets a file per run, or an address that gets a request per run; required."),
        ConfigurationKey("notices.*.location", .location, nil, "The folder, or the http(s) address; required."),
        ConfigurationKey(
            "notices.*.on", .list, "new, grown, gone", "Which changes of incidents are told: new, grown, changed, joined, gone."),
        ConfigurationKey("notices.*.authorization", .secret, nil, "Value of the Authorization header (webhook)."),
        ConfigurationKey(
            "notices.*.secret", .secret, nil, "Key of the signature in the header Orewatch-Signature (webhook): HMAC-SHA-256 of the body."),
        ConfigurationKey("notices.*.timeout", .duration, "30s", "A request fails when nothing arrives for this long (webhook)."),
        ConfigurationKey(
            "notices.*.backoff", .duration, "30s", "Pause before an undelivered notice is tried again; doubled each time, up to 1h."),
    ]
}
