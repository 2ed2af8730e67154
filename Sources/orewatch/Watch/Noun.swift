import ArgumentParser
import OreFeatures
import OreGeometry
import OreReporting
import OreStorage

/// One kind of records that the operator lists and looks at: what the commands `list`, `near`, `within`, `show` and `history` need of it.
protocol Noun {
    /// What `list` is narrowed by.
    associatedtype Filters: ParsableArguments
    /// Plural, as commands and layers are called.
    static var name: String { get }
    /// Singular, for messages.
    static var singular: String { get }
    static var heading: Heading { get }
    static var columns: [RecordColumn] { get }
    /// Arguments of examples: filters of a list, an id, what history shows.
    static var examples: NounExamples { get }
    /// Columns by which ``forEach(_:_:_:_:)`` can sort.
    static var orders: Set<String> { get }
    static func forEach(
        _ store: any WatchRepository, _ filters: Filters, _ request: ListRequest, _ body: (Record) throws -> Void) throws
    /// Everything about one record; `nil` when the id is not known.
    static func sheet(_ id: String, _ store: any WatchRepository) throws -> Sheet?
    /// Every version of one record, or everything that happened to it; `nil` when the id is not known.
    static func history(_ id: String, _ store: any WatchRepository) throws -> RecordList?
    /// For messages about an id that is not known: some that may have been meant.
    static func identifiers(_ store: any WatchRepository, near id: String) throws -> [String]
}

struct NounExamples {
    var filters: String
    var id: String
    var history = "every version that the store knew"
}

/// One record with what belongs to it.
struct Sheet {
    var columns: [RecordColumn]
    var record: Record
    /// Rows of each table under a card, unless --limit says how many.
    static let shownRows = 20
    /// Tables under the card; only people read them, and only then are they made.
    var sections: [(heading: Heading, list: RecordList)] = []
    /// Lines between the card and its tables, for people; none by default.
    var remarks: (Language) -> [String] = { _ in [] }

    /// The card and its tables, or for programs the record alone.
    func write(_ name: String, _ options: RecordOptions) throws {
        let format = try options.chosenFormat()
        guard format == .table else {
            return try RecordList(name, columns, isSpatial: record.geometry != nil, records: [record])
                .write(format, to: options.output ?? "-", style: options.style, title: name)
        }
        let style = options.style
        var lines = RecordTable.card(record, columns: columns, style: style)
        let remarks = self.remarks(style.language)
        if !remarks.isEmpty { lines += [""] + remarks }
        let limit = options.limit ?? Self.shownRows
        for section in sections {
            var records: [Record] = []
            try section.list.forEach { records.append($0) }
            let isCut = limit > 0 && records.count > limit
            let list = RecordList(
                section.list.name, section.list.columns, isSpatial: false, records: isCut ? Array(records.prefix(limit)) : records)
            let rows = try RecordTable.lines(list, style: style, isCut: isCut)
            guard rows.count > 1 else { continue }
            lines += ["", section.heading.text(style.language)] + rows
        }
        let file = try AtomicFile(options.output ?? "-")
        try file.write(lines.joined(separator: "\n") + "\n")
        try file.commit()
    }
}

extension Noun {
    static var orders: Set<String> { [] }

    /// Writes the list that passes the filters, everywhere or at a place.
    static func list(_ filters: Filters, _ options: RecordOptions, at place: (any WatchRepository) throws -> PlaceQuery? = { _ in nil })
        throws
    {
        let store = try options.store.watch(.readOnly)
        try Listing(name: name, columns: columns, place: try place(store), orders: orders)
            .write(options, title: heading.text(options.lang)) { request, body in try forEach(store, filters, request, body) }
    }

    static func unknown(_ id: String, _ store: any WatchRepository) throws -> WatchError {
        .unknown(what: singular, id: id, near: WatchError.nearest(to: id, among: try identifiers(store, near: id)))
    }
}

/// `NOUN list`.
struct ListCommand<Subject: Noun>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "list", abstract: "List \(Subject.name), narrowed by filters.",
            discussion: """
                Examples:
                  orewatch \(Subject.name) list --store watch.db
                  orewatch \(Subject.name) list \(Subject.examples.filters)
                  orewatch \(Subject.name) list --output \(Subject.name).gpkg

                Nothing that matches is an empty list and no error. Columns for --sort: \(Subject.columns.map(\.name).joined(separator: ", ")).
                """)
    }

    @OptionGroup var filters: Subject.Filters
    @OptionGroup var options: RecordOptions

    func run() throws { try Subject.list(filters, options) }
}

/// `NOUN near`.
struct NearCommand<Subject: Noun>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "near", abstract: "List \(Subject.name) near a place, the nearest first.",
            discussion: """
                Examples:
                  orewatch \(Subject.name) near 115.21,24.93
                  orewatch \(Subject.name) near "Madre de Dios" --radius 2000 --format geojson

                A place is LON,LAT in degrees, or the name of a district, a licence or a holder in the store. Distances are 0 inside.
                """)
    }

    @OptionGroup var place: NearOptions
    @OptionGroup var filters: Subject.Filters
    @OptionGroup var options: RecordOptions

    func run() throws { try Subject.list(filters, options) { try place.query($0) } }
}

/// `NOUN within`.
struct WithinCommand<Subject: Noun>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "within", abstract: "List \(Subject.name) that meet an area.",
            discussion: """
                Examples:
                  orewatch \(Subject.name) within 115.1,24.8,115.4,25.0
                  orewatch \(Subject.name) within county.geojson --format csv --output found.csv

                An area is WEST,SOUTH,EAST,NORTH in degrees, or a file of polygons. Whatever has any part in it is listed.
                """)
    }

    @OptionGroup var area: WithinOptions
    @OptionGroup var filters: Subject.Filters
    @OptionGroup var options: RecordOptions

    func run() throws { try Subject.list(filters, options) { _ in try area.query() } }
}

/// `NOUN show`.
struct ShowCommand<Subject: Noun>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "show", abstract: "Show one of the \(Subject.name) with everything that is known of it.",
            discussion: """
                Examples:
                  orewatch \(Subject.name) show \(Subject.examples.id)
                  orewatch \(Subject.name) show \(Subject.examples.id) --format geojson
                """)
    }

    @Argument(help: "Its id.") var id: String
    @OptionGroup var options: RecordOptions

    func run() throws {
        let store = try options.store.watch(.readOnly)
        guard let sheet = try Subject.sheet(id, store) else { throw try Subject.unknown(id, store) }
        try sheet.write(Subject.name, options)
    }
}

/// `NOUN history`.
struct HistoryCommand<Subject: Noun>: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "history", abstract: "Show the past of one of the \(Subject.name): \(Subject.examples.history).",
            discussion: """
                Example:
                  orewatch \(Subject.name) history \(Subject.examples.id)
                """)
    }

    @Argument(help: "Its id.") var id: String
    @OptionGroup var options: RecordOptions

    func run() throws {
        let store = try options.store.watch(.readOnly)
        guard let list = try Subject.history(id, store) else { throw try Subject.unknown(id, store) }
        try options.write(list, title: Subject.heading.text(options.lang))
    }
}
