import ArgumentParser
import Foundation
import OreReporting

/// The language of what people read.
struct LanguageOptions: ParsableArguments {
    @Option(help: "Language of what people read: en or zh; OREWATCH_LANG without it.") var lang = LanguageOptions.usual

    /// That of the environment; English without one.
    static var usual: Language { ProcessInfo.processInfo.environment["OREWATCH_LANG"].flatMap { Language(rawValue: $0) } ?? .english }
}
