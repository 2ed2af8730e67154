import ArgumentParser

@main
struct Orewatch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "orewatch",
        abstract: "Compare mine licences with what satellites see.",
        discussion: """
            The program suspects, with a stated uncertainty; people judge.

            Example, two files and no database:
              orewatch detect --licences licences.gpkg --footprints footprints.geojson --report result.html
            """,
        version: "0.1.0",
        subcommands: [
            DetectCommand.self, SummarizeCommand.self, ConvertCommand.self, InspectCommand.self, ValidateCommand.self,
            TransformCommand.self, DatumCommand.self, GeometryCommand.self, RegisterCommand.self, LedgerCommand.self, DossierCommand.self,
            BalanceCommand.self, QuotaCommand.self, ReportsCommand.self,
            IngestCommand.self, CountCommand.self, RunCommand.self, StoreCommand.self,
            IncidentsCommand.self, FindingsCommand.self, LicencesCommand.self, FootprintsCommand.self, ScenesCommand.self,
            ZonesCommand.self, RunsCommand.self, QuarantineCommand.self, StatsCommand.self, JobsCommand.self, SourcesCommand.self,
            ConfigCommand.self,
        ])

    /// Maps every error of the program to its documented exit code, with one to five lines on standard error.
    static func main() async {
        do {
            var command = try parseAsRoot(CommandAdvice.joiningPlaces(CommandLine.arguments.dropFirst().map(asValue)))
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            Failure(error).leave()
        }
    }

    /// West longitudes begin with a minus: `-70.1,-12.5` is a place and no option. A blank before it says so to the parser.
    private static func asValue(_ argument: String) -> String {
        argument.contains(/^-[0-9.]+,/) ? " " + argument : argument
    }
}
