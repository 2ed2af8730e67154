import ArgumentParser
import Foundation
import OreFeatures
import OreGeometry
import OreJobs
import OreReferencing
import OreStorage

/// The exit codes that programs around this one rely on.
enum ExitStatus: Int32 {
    case failed = 1
    case quarantined = 3
    case findingsExist = 4
    case usage = 64
    case refused = 65
    case cannotOpen = 66
    case unreachable = 69
    case internalError = 70
    case cannotCreate = 73
    case readOrWrite = 74
    case tryAgain = 75
    case badConfiguration = 78
}

extension ExitStatus {
    init(_ error: StoreError) {
        switch error {
        case .cannotOpen, .newer: self = .cannotOpen
        case .busy: self = .tryAgain
        case .readOnly: self = .cannotCreate
        case .full, .failed, .damaged, .damagedRecord: self = .readOrWrite
        }
    }
}

/// An error on its way out: the lines to print and the code to leave with.
struct Failure {
    let status: ExitStatus?
    let lines: String
    private var parserError: (any Error)?

    init(_ error: any Error) {
        switch error {
        case let error as InputError:
            lines = "\(error)"
            switch error {
            case .refused: status = .refused
            case .cannotOpen: status = .cannotOpen
            case .readFailed: status = .readOrWrite
            case .badConfiguration: status = .badConfiguration
            }
        case let error as OutputError:
            lines = "\(error)"
            switch error {
            case .cannotCreate: status = .cannotCreate
            case .writeFailed: status = .readOrWrite
            }
        case let error as StoreError: (status, lines) = (ExitStatus(error), "\(error)")
        case let error as LeaderLockError:
            lines = "\(error)"
            if case .taken = error { status = .tryAgain } else { status = .cannotCreate }
        case let error as SourceError: (status, lines) = (.unreachable, "\(error)")
        case let error as WatchError: (status, lines) = (.failed, "\(error)")
        case let error as ReferencingError: (status, lines) = (.refused, "\(error)")
        case let error as LinkFitError: (status, lines) = (.refused, "\(error)")
        case let error as TopologyError: (status, lines) = (.internalError, "geometry: \(error)")
        // What a command found wrong with its arguments only when it ran.
        case let error as ValidationError: (status, lines) = (.usage, error.message)
        default:
            // The parser's own errors, and requests for help or the version.
            (status, lines) = (nil, "")
            parserError = error
        }
    }

    func leave() -> Never {
        if let parserError {
            if let advice = CommandAdvice.unknownCommand(Array(CommandLine.arguments.dropFirst())),
                Orewatch.exitCode(for: parserError).rawValue == ExitStatus.usage.rawValue
            {
                FileHandle.standardError.write(Data(("orewatch: " + advice + "\n").utf8))
                exit(ExitStatus.usage.rawValue)
            }
            Orewatch.exit(withError: parserError)
        }
        let text = lines.split(separator: "\n").prefix(5).joined(separator: "\n")
        FileHandle.standardError.write(Data(("orewatch: " + text + "\n").utf8))
        exit((status ?? .internalError).rawValue)
    }
}
