import ArgumentParser

@main
struct Orewatch: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "orewatch", abstract: "Compare mine licences with what satellites see, and quotas with reports.")
}
