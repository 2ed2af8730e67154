internal import Foundation
internal import Logging
internal import OreCases
internal import OreFeatures
internal import OreStorage

extension JobRunner {
    /// Marks of what a store took in say nothing of one that was put back to an earlier state.
    /// - Returns: whether there were such.
    func forgetWhatWasPutBack() async throws -> Bool {
        guard let commit = journal.read({ $0.commit }), try await !work.has(commit) else { return false }
        log.warning("the store was put back to an earlier state, sources are asked for everything again")
        journalUpdate { ($0.marks, $0.commit) = ([:], nil) }
        return true
    }

    /// Looks at one source and takes in what it has. Its failure is noted; only a stop goes further.
    func takeIn(_ source: SourceSettings, _ run: JobRun, _ ending: inout Ending) async throws {
        let labels = ["source": source.name]
        let marks = journal.read { $0.marks[source.name] ?? [:] }
        let collection: Collection
        do {
            collection = try await collector.collect(source, marks: marks, patience: run.trigger != .arrival, stop: run.stop)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            if run.stop.isSet { throw CancellationError() }
            metrics.add(to: "orewatch_source_failures_total", labels)
            fail(&ending, Self.line(error), mayPass: Self.mayPass(error))
            return log.warning("source failed", metadata: ["source": "\(source.name)", "reason": "\(Self.line(error))"])
        }
        metrics.set("orewatch_source_last_success_timestamp_seconds", labels, to: run.startedAt.timeIntervalSince1970)
        ending.lines += collection.remarks.map { "\(source.name): \($0)" }
        // Whatever happens, no spooled copy stays.
        defer { for item in collection.items where item.isSpooled { RemoteAccess.discard(item.delivery.path) } }
        for item in collection.items {
            try run.stop.check()
            try await takeIn(item, source, run, &ending)
        }
        if let known = collection.known, !run.isDryRun, marks.keys.contains(where: { !known.contains($0) }) {
            journalUpdate { $0.marks[source.name] = $0.marks[source.name]?.filter { known.contains($0.key) } }
        }
    }

    private func takeIn(_ item: Collection.Item, _ source: SourceSettings, _ run: JobRun, _ ending: inout Ending) async throws {
        let name = item.delivery.name
        do {
            guard FileLook(item.delivery.path) == item.identity else {
                return left(&ending, source, name, "it changed since it was looked at")
            }
            let counts = try await work.ingest(item.delivery, during: run)
            ending.lines.append("ok \(name) \(counts.text)")
            count(counts, source)
            guard !run.isDryRun else { return }
            guard FileLook(item.delivery.path) == item.identity else {
                return left(&ending, source, name, "it grew while it was read")
            }
            if let folders = item.folders { move(item.delivery.path, to: folders.done, nil, &ending) }
            remember(item, source, try await work.lastCommit())
        } catch is CancellationError {
            throw CancellationError()
        } catch InputError.readFailed(_, let reason) {
            left(&ending, source, name, reason)
        } catch {
            if run.stop.isSet { throw CancellationError() }
            let line = Self.line(error)
            let mayPass = Self.mayPass(error)
            metrics.add(to: "orewatch_source_files_total", ["source": source.name, "outcome": mayPass ? "failed" : "refused"])
            ending.leftFiles = ending.leftFiles || mayPass || item.folders == nil
            fail(&ending, line, mayPass: mayPass)
            log.warning("file not taken in", metadata: ["source": "\(source.name)", "file": "\(name)", "reason": "\(line)"])
            guard !mayPass, !run.isDryRun, let folders = item.folders else { return }
            move(item.delivery.path, to: folders.failed, line, &ending)
        }
    }

    private func fail(_ ending: inout Ending, _ line: String, mayPass: Bool) {
        ending.lines.append(line)
        ending.mayPass = ending.mayPass || mayPass
        if ending.failure == nil { ending.failure = line }
    }

    private func left(_ ending: inout Ending, _ source: SourceSettings, _ name: String, _ why: String) {
        ending.leftFiles = true
        ending.lines.append("\(name) stays for another look: \(why)")
        log.notice("file left for another look", metadata: ["source": "\(source.name)", "file": "\(name)", "reason": "\(why)"])
    }

    private func remember(_ item: Collection.Item, _ source: SourceSettings, _ commit: CommitStamp?) {
        guard !item.marks.isEmpty else { return }
        journalUpdate { content in
            var marks = content.marks[source.name] ?? [:]
            if source.kind == .geojson || source.kind == .ogcFeatures { marks = [:] }
            marks.merge(item.marks) { $1 }
            if marks.count <= JobJournal.markLimit { (content.marks[source.name], content.commit) = (marks, commit) }
        }
    }

    private func count(_ counts: IngestCounts, _ source: SourceSettings) {
        let isNew = counts.stored + counts.changed + counts.vanished + counts.quarantined > 0
        metrics.add(to: "orewatch_source_files_total", ["source": source.name, "outcome": isNew ? "stored" : "unchanged"])
        let all = [
            ("stored", counts.stored), ("changed", counts.changed), ("unchanged", counts.unchanged), ("quarantined", counts.quarantined),
            ("skipped", counts.skipped), ("vanished", counts.vanished),
        ]
        for (outcome, number) in all {
            metrics.add(Double(number), to: "orewatch_source_features_total", ["source": source.name, "outcome": outcome])
        }
    }

    /// Puts a file into a folder under its name, or with a number before its ending when the name is taken there.
    private func move(_ path: String, to folder: String, _ reason: String?, _ ending: inout Ending) {
        do {
            let files = FileManager.default
            try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let name = URL(filePath: path).lastPathComponent
            var target = folder + "/" + name
            var number = 2
            while files.fileExists(atPath: target) {
                let whole = name as NSString
                let suffix = whole.pathExtension.isEmpty ? "" : "." + whole.pathExtension
                target = "\(folder)/\(whole.deletingPathExtension)-\(number)\(suffix)"
                number += 1
            }
            try files.moveItem(atPath: path, toPath: target)
            if let reason { try Data((reason + "\n").utf8).write(to: URL(filePath: target + ".reason.txt")) }
        } catch {
            ending.leftFiles = true
            fail(&ending, "\(path) cannot be moved to \(folder): \(error.localizedDescription)", mayPass: true)
        }
    }
}
