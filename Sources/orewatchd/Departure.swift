import ArgumentParser
import Foundation
import OreFeatures
import OreJobs
import OreService
import OreStorage

/// An error on its way out: one line, and the exit code that programs around this one rely on.
struct Departure {
    private let error: any Error
    private let status: Int32?

    init(_ error: any Error) {
        self.error = error
        status =
            switch error {
            case InputError.refused: 65
            case InputError.cannotOpen: 66
            case InputError.readFailed: 74
            case InputError.badConfiguration: 78
            case LeaderLockError.taken: 75
            case LeaderLockError.cannotOpen, OutputError.cannotCreate: 73
            case OutputError.writeFailed: 74
            case is DaemonError: 69
            case StoreError.cannotOpen, StoreError.newer: 66
            case StoreError.readOnly: 73
            case StoreError.busy: 75
            case is StoreError: 74
            case let error as any PassingFailure: error.mayPass ? 75 : 70
            default: nil
            }
    }

    func leave() -> Never {
        guard let status else { Orewatchd.exit(withError: error) }
        FileHandle.standardError.write(Data("orewatchd: \(error)\n".utf8))
        exit(status)
    }
}
