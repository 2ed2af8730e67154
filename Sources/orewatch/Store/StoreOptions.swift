import ArgumentParser
import Foundation
import OreJobs
import OreStorage

/// Where the store is: `--store PATH`, or the environment.
struct StoreOptions: ParsableArguments {
    @Option(
        name: .customLong("store"),
        help: ArgumentHelp("The store's file; without it OREWATCH_STORE, or the store of OREWATCH_CONFIG.", valueName: "path"))
    var path: String?

    func open(_ mode: Store.Mode) throws -> Store {
        var options = Store.Options()
        // A command that only reads passes over most pages once: to hold them costs more than to read them again from the system's cache.
        if mode == .readOnly { options.cacheBytes = 4 << 20 }
        return try Store(path: try location(), mode: mode, options: options)
    }

    func location() throws -> String {
        if let path { return path }
        let environment = ProcessInfo.processInfo.environment
        if let path = environment["OREWATCH_STORE"], !path.isEmpty { return path }
        if let file = environment["OREWATCH_CONFIG"], !file.isEmpty {
            return try WatchConfiguration.load(file: file, environment: environment, flags: []).store
        }
        throw ValidationError("which store? give --store PATH, or set OREWATCH_STORE or OREWATCH_CONFIG")
    }
}

/// The time of the machine as records keep it.
enum Now {
    static var text: String { ISO8601DateFormatter().string(from: Date()) }
}
