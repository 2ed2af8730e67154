import ArgumentParser
import Foundation
import OreStorage

/// Where the store is: `--store PATH`, or the environment.
struct StoreOptions: ParsableArguments {
    @Option(name: .customLong("store"), help: ArgumentHelp("The store's file; OREWATCH_STORE without it.", valueName: "path"))
    var path: String?

    func open(_ mode: Store.Mode) throws -> Store { try Store(path: try location(), mode: mode) }

    func location() throws -> String {
        if let path { return path }
        if let path = ProcessInfo.processInfo.environment["OREWATCH_STORE"], !path.isEmpty { return path }
        throw ValidationError("which store? give --store PATH, or set OREWATCH_STORE")
    }
}

/// The time of the machine as records keep it.
enum Now {
    static var text: String { ISO8601DateFormatter().string(from: Date()) }
}
