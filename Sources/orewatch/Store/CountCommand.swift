public import ArgumentParser
public import OreCases
import OreStorage

/// `orewatch count`: one number.
struct CountCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "count", abstract: "Count the current records of a store, of one kind or all.",
        discussion: """
            Example:
              orewatch count --store watch.db --as licences
            """)

    @OptionGroup var store: StoreOptions
    @Option(name: .customLong("as"), help: "A kind of records, as ingest --as.") var kind: RecordKind?

    func run() throws {
        let store = try store.open(.readOnly)
        print(try (kind.map { [$0] } ?? RecordKind.allCases).reduce(0) { try $0 + store.count(of: $1) })
    }
}

extension RecordKind: ExpressibleByArgument {}
