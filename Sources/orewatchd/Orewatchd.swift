import ArgumentParser

/// The daemon.
@main
struct Orewatchd: ParsableCommand {
    func run() throws {}
}
