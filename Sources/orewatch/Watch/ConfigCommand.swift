import ArgumentParser
import Foundation
import OreFeatures
import OreJobs
import OreReporting

/// Which configuration: `--config FILE`, or the environment; and settings over it.
struct ConfigurationOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The configuration of the watch; OREWATCH_CONFIG without it.", valueName: "file")) var config: String?
    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help: ArgumentHelp("A setting over the file's; repeatable.", valueName: "key=value"))
    var settings: [String] = []

    func load() throws -> WatchConfiguration {
        guard let watch = try loadIfStated() else {
            throw ValidationError("which configuration? give --config FILE, or set OREWATCH_CONFIG")
        }
        return watch
    }

    /// `nil` when neither the command nor the environment names one.
    func loadIfStated() throws -> WatchConfiguration? {
        let environment = ProcessInfo.processInfo.environment
        guard let file = config ?? environment["OREWATCH_CONFIG"].flatMap({ $0.isEmpty ? nil : $0 }) else { return nil }
        let flags = try settings.map { setting in
            guard let equals = setting.firstIndex(of: "=") else { throw ValidationError("--set \(setting): expected KEY=VALUE") }
            return (path: String(setting[..<equals]), value: String(setting[setting.index(after: equals)...]))
        }
        return try WatchConfiguration.load(file: file, environment: environment, flags: flags)
    }
}

/// `orewatch config`.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Check the configuration of the watch.", subcommands: [ConfigCheckCommand.self])
}

/// `config check`.
struct ConfigCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check a configuration and print what holds in the end, secrets redacted, and who said so.",
        discussion: """
            Examples:
              orewatch config check --config /etc/orewatch/orewatch.yaml
              orewatch config check --config watch.yaml --set service.listen=127.0.0.1:0 --quiet

            Exit code 78: the configuration is wrong; the line, what is wrong and the nearest known key are printed.
            """)

    @OptionGroup var configuration: ConfigurationOptions
    @Flag(name: .shortAndLong, help: "Print nothing when it is sound.") var quiet = false

    func run() throws {
        let text = try configuration.load().text
        if !quiet { try put(Array(text.utf8), "-") }
    }
}
