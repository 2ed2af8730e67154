import ArgumentParser
import OreFeatures

/// Reads a command line as a person meant it.
enum CommandAdvice {
    /// Names the first word that is no command where one is expected, with the nearest one; `nil` when all words are commands.
    static func unknownCommand(_ arguments: [String]) -> String? {
        var (node, path): (any ParsableCommand.Type, [String]) = (Orewatch.self, [])
        for word in arguments {
            let known = node.configuration.subcommands
            guard !known.isEmpty, !word.hasPrefix("-") else { return nil }
            if word == "help" { return nil }
            guard let next = known.first(where: { names($0).contains(word) }) else {
                let near = WatchError.nearest(to: word, among: known.map { names($0)[0] })
                guard !near.isEmpty || !word.contains(where: { $0.isNumber || $0 == "=" }) else { return nil }
                let place = path.isEmpty ? "" : " under \"\(path.joined(separator: " "))\""
                let advice = near.isEmpty ? "known: " + known.map { names($0)[0] }.joined(separator: ", ") : "did you mean \"\(near[0])\"?"
                return "no command\(place) is called \"\(word)\"; \(advice)"
            }
            (node, path) = (next, path + [names(next)[0]])
        }
        return nil
    }

    private static func names(_ command: any ParsableCommand.Type) -> [String] {
        [command.configuration.commandName ?? "\(command)".lowercased()] + command.configuration.aliases
    }

    /// `near -70.1 -12.5` is the place `-70.1,-12.5`.
    static func joiningPlaces(_ arguments: [String]) -> [String] {
        guard let near = arguments.firstIndex(of: "near"), near > 0, near + 2 < arguments.count else { return arguments }
        let pair = arguments[(near + 1)...(near + 2)]
        guard pair.allSatisfy({ $0.wholeMatch(of: /[ ,]*-?[0-9]+(\.[0-9]+)?,?/) != nil }) else { return arguments }
        let numbers = pair.map { $0.filter { $0 != "," && $0 != " " } }
        return arguments[...near] + [" " + numbers.joined(separator: ",")] + Array(arguments[(near + 3)...])
    }
}
