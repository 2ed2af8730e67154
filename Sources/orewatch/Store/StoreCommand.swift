import ArgumentParser
import Foundation
import OreFeatures
import OreJobs
import OreStorage

/// `orewatch store`: keeping a store sound.
struct StoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store", abstract: "Check, back up, restore, publish and tidy a store.",
        subcommands: [
            StoreCheckCommand.self, StoreBackupCommand.self, StoreRestoreCommand.self, StoreExportCommand.self, StorePruneCommand.self,
            StoreVacuumCommand.self, StoreMigrateCommand.self,
        ])
}

struct StoreCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Read the whole store and list what is wrong with it.",
        discussion: """
            Example:
              orewatch store check --store watch.db

            Reads only. Exit 0: sound. Exit 74: defects were found, one a line. Of a store of an older version only the pages are read, and what
            it lacks is named; without defects that is exit 66, until it was migrated.
            """)

    @OptionGroup var store: StoreOptions
    @Option(help: "Lines of defects to print.") var limit = 100

    func run() throws {
        let path = try store.location()
        let result = try StoreCheck.run(path)
        for defect in result.defects.prefix(max(0, limit)) { print("defect \(defect)") }
        if result.defectCount > max(0, limit) { print("and \(result.defectCount - max(0, limit)) more") }
        for name in result.pending { print("pending \(name)") }
        let read = result.pending.isEmpty ? "checked" : "checked pages"
        print(([read] + result.examined.map { "\($0.table)=\($0.rows)" } + ["defects=\(result.defectCount)"]).joined(separator: " "))
        if !result.isSound { throw StoreError.damaged(path: path, reason: "\(result.defectCount) defects") }
        if !result.pending.isEmpty { throw StoreError.ofFormerVersion(path) }
    }
}

struct StoreBackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy a store while it is in use; the copy is checked before it appears.",
        discussion: """
            Example:
              orewatch store backup --store watch.db --output watch-2026-04-01.db

            A store of an older version is copied as it is; of its copy only the pages are checked.
            """)

    @OptionGroup var store: StoreOptions
    @Option(name: .shortAndLong, help: "The copy: one file, replaced if it exists.") var output: String

    func run() throws {
        let result = try Store.backup(of: store.location(), to: output)
        let rows = result.examined.reduce(0) { $0 + $1.rows }
        print("backup \(output) " + (result.pending.isEmpty ? "rows=\(rows)" : "of an older version: its pages are sound"))
    }
}

struct StoreRestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Put a backup in the place of a store; the old one is kept beside it.",
        discussion: """
            Example, with the daemon stopped:
              orewatch store restore --store watch.db watch-2026-04-01.db

            The old store stays as watch.db.damaged-1. Answers 75 while anybody has the store open. A backup of an older version is brought up
            to date by the next command that writes to it, or by "orewatch store migrate".
            """)

    @OptionGroup var store: StoreOptions
    @Argument(help: "The backup.") var backup: String

    func run() throws {
        let path = try store.location()
        let kept = try Store.restore(backup, to: path)
        print("restored \(path)" + (kept.map { ", the old store is \($0)" } ?? ""))
    }
}

struct StoreExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Publish the current licences, zones, findings and incidents as one GeoPackage for QGIS.",
        discussion: """
            Example:
              orewatch store export --store watch.db --output current.gpkg
            """)

    @OptionGroup var store: StoreOptions
    @Option(name: .shortAndLong, help: "The GeoPackage; replaced whole if it exists.") var output: String
    @Flag(help: "The current footprints too.") var footprints = false

    func run() throws {
        let store = try store.open(.readOnly)
        let counts = try StorePublication(store, includesFootprints: footprints).write(to: output)
        print((["export \(output)"] + counts.map { "\($0.layer)=\($0.rows)" }).joined(separator: " "))
    }
}

struct StorePruneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Forget versions and findings that ended long ago, and what dead imports left.",
        discussion: """
            Examples:
              orewatch store prune --store watch.db --days 365 --preview
              orewatch store prune --store watch.db --before-commit 1200 --vacuum

            What the next run compares with, and findings that somebody decided on, always stay.
            """)

    @OptionGroup var store: StoreOptions
    @Option(name: .customLong("before-commit"), help: "Keep what was still known at this commit.") var commit: Int?
    @Option(help: "Keep what was still known that many days ago.") var days: Int?
    @Flag(help: "Count only.") var preview = false
    @Flag(help: "Give the freed space back to the file system.") var vacuum = false

    func validate() throws {
        guard (commit == nil) != (days == nil) else { throw ValidationError("give --before-commit or --days") }
        guard commit ?? 0 >= 0, (0...100_000).contains(days ?? 0) else { throw ValidationError("expected a number from 0") }
    }

    func run() throws {
        let store = try store.open(.readWrite)
        let horizon: StorePruning.Horizon =
            commit.map { .commit($0) }
            ?? .time(ISO8601DateFormatter().string(from: Date(timeIntervalSinceNow: -86_400 * Double(days ?? 0))))
        let outcome = try StorePruning(store).run(before: horizon, isPreview: preview, at: Now.text)
        print(
            "\(preview ? "would prune" : "pruned") through_commit=\(outcome.horizon) register_versions=\(outcome.registerVersions) "
                + "footprint_versions=\(outcome.footprintVersions) findings=\(outcome.findings) leftovers=\(outcome.leftovers)")
        if vacuum && !preview {
            let (before, after) = try store.vacuum()
            print("vacuumed bytes_before=\(before) bytes_after=\(after)")
        }
        try store.close()
    }
}

struct StoreVacuumCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vacuum", abstract: "Give the space of what was removed back to the file system.",
        discussion: """
            Example:
              orewatch store vacuum --store watch.db
            """)

    @OptionGroup var store: StoreOptions

    func run() throws {
        let store = try store.open(.readWrite)
        let (before, after) = try store.vacuum()
        try store.close()
        print("vacuumed bytes_before=\(before) bytes_after=\(after)")
    }
}

struct StoreMigrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Bring a store of an older version up to date.",
        discussion: """
            Examples:
              orewatch store migrate --store watch.db --preview
              orewatch store backup --store watch.db --output before.db && orewatch store migrate --store watch.db

            Stop the daemon and other programs of the older version first: what they would still write is refused.
            """)

    @OptionGroup var store: StoreOptions
    @Flag(help: "Name the pending migrations; change nothing.") var preview = false

    func run() throws {
        let path = try store.location()
        let pending = try Store.pendingMigrations(of: path)
        if !preview && !pending.isEmpty { try Store(path: path, mode: .readWrite).close() }
        for name in pending { print("\(preview ? "pending" : "migrated") \(name)") }
        if pending.isEmpty { print("up to date") }
    }
}
