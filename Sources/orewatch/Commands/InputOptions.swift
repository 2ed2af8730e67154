public import ArgumentParser
import Foundation
import OreFeatures
import OreJobs

/// What commands that read layers share: profiles, CRS, sigmas, encoding, threads.
struct InputOptions: ParsableArguments {
    @Option(
        name: .customLong("map"), parsing: .singleValue,
        help: ArgumentHelp("Profile of one side, a shipped name or a path; repeatable.", valueName: "side=profile"))
    var profiles: [SideValue] = []

    @Option(
        name: .customLong("crs"), parsing: .singleValue,
        help: ArgumentHelp(
            "CRS of one side, overriding file and profile; auto takes an unambiguous candidate; repeatable.", valueName: "side=crs"))
    var crs: [SideValue] = []

    @Option(
        name: .customLong("axis-order"), parsing: .singleValue,
        help: ArgumentHelp(
            "Order of the two numbers of a position in the files of one side: easting-northing or northing-easting; repeatable.",
            valueName: "side=order"))
    var axisOrders: [SideValue] = []

    @Option(
        name: .customLong("sigma"), parsing: .singleValue,
        help: ArgumentHelp("1-sigma position error of one side in metres, where features state none.", valueName: "side=metres"))
    var sigmas: [SideValue] = []

    @Option(
        name: .customLong("datum-link"), parsing: .singleValue,
        help: ArgumentHelp("Datum links (YAML) for shifts that are unknown otherwise; repeatable.", valueName: "file"))
    var datumLinks: [String] = []

    @Option(help: "Text encoding: auto, utf-8, utf-16, gb18030, gbk, latin-1.")
    var encoding = "auto"

    @Option(name: .customLong("on-invalid"), help: "What to do with invalid geometry: repair, quarantine or refuse.")
    var invalid = InvalidPolicy.repair

    @Option(help: "Number of worker threads; all cores by default.")
    var threads: Int?

    @Flag(name: .shortAndLong, help: "No progress and no account on standard error.")
    var quiet = false

    var threadCount: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }

    func validate() throws {
        if let threads, !(1...256).contains(threads) { throw ValidationError("--threads takes a number from 1 to 256") }
    }

    func input(_ side: Side, _ files: [String]) throws -> SideInput {
        let profile = try profiles.value(for: side, option: "--map").map { try Profile.named($0) }
        if let profile, profile.kind != side.profileKind {
            throw ValidationError("--map: profile \(profile.name) describes \(profile.kind.rawValue), not \(side.rawValue)")
        }
        let sigma = try sigmas.value(for: side, option: "--sigma").map { text in
            guard let metres = Double(text), metres.isFinite, metres >= 0, metres <= 10_000 else {
                throw ValidationError("--sigma \(side.rawValue)=\(text): expected metres")
            }
            return metres
        }
        let order = try axisOrders.value(for: side, option: "--axis-order").map { text in
            guard let order = AxisOrder(word: text) else {
                let words = AxisOrder.words.joined(separator: ", ")
                throw ValidationError("--axis-order \(side.rawValue)=\(text): expected one of \(words)")
            }
            return order
        }
        var input = SideInput(
            side, files: files, profile: profile, crs: try crs.value(for: side, option: "--crs"), sigma: sigma,
            encoding: try TextEncoding.option(encoding), axisOrder: order)
        input.links = try DatumLinkFile.read(all: datumLinks + (profile?.datumLinks ?? []))
        return input
    }
}

extension InvalidPolicy: ExpressibleByArgument {}
