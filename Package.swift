// swift-tools-version: 6.2
import PackageDescription

/// One strict list for every target: Swift 6 mode (complete concurrency checking), explicit imports, every warning an error.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("ExistentialAny"),
    .treatAllWarnings(as: .error),
]

func module(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

func tests(_ module: String, _ more: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: module + "Tests", dependencies: [.init(stringLiteral: module), "TestSupport"] + more, swiftSettings: strict)
}

let package = Package(
    name: "orewatch",
    products: [
        .library(name: "OreGeometry", targets: ["OreGeometry"]),
        .library(name: "OreReferencing", targets: ["OreReferencing"]),
        .library(name: "OreFeatures", targets: ["OreFeatures"]),
        .library(name: "OreDetection", targets: ["OreDetection"]),
        .library(name: "OreLedger", targets: ["OreLedger"]),
        .library(name: "OreCases", targets: ["OreCases"]),
        .library(name: "OreStorage", targets: ["OreStorage"]),
        .library(name: "OreJobs", targets: ["OreJobs"]),
        .executable(name: "orewatch", targets: ["orewatch"]),
        .executable(name: "orewatchd", targets: ["orewatchd"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "CGEOS", pkgConfig: "geos", providers: [.apt(["libgeos-dev"])]),
        .systemLibrary(name: "CPROJ", pkgConfig: "proj", providers: [.apt(["libproj-dev"])]),
        .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev", "zlib1g-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CMalloc"),
        module("OreGeometry", ["CGEOS", "CPROJ"]),
        module("OreReferencing", ["CPROJ", "OreGeometry"]),
        module(
            "OreFeatures",
            [
                "CSQLite", "CZip", "OreGeometry", "OreReferencing",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Crypto", package: "swift-crypto"),
                "Yams",
            ]),
        module("OreDetection", ["OreGeometry", "OreReferencing", "OreFeatures", "Yams"]),
        module("OreLedger", ["OreGeometry", "OreReferencing", "OreFeatures", "OreDetection"]),
        module("OreCases", ["OreGeometry", "OreReferencing", "OreFeatures", "OreDetection", "OreLedger"]),
        module("OreReporting", ["OreGeometry", "OreReferencing", "OreFeatures", "OreDetection", "OreCases", "OreLedger"]),
        module(
            "OreStorage",
            [
                "CSQLite", "OreGeometry", "OreReferencing", "OreFeatures", "OreDetection", "OreLedger", "OreCases",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        module(
            "OreJobs",
            [
                "CMalloc", "OreGeometry", "OreReferencing", "OreFeatures", "OreDetection", "OreLedger", "OreCases", "OreReporting",
                "OreStorage",
                "Yams",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
            ]),
        module(
            "OreService",
            [
                "OreFeatures", "OreDetection", "OreCases", "OreStorage", "OreJobs",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]),
        .executableTarget(
            name: "orewatch",
            dependencies: [
                "OreGeometry", "OreReferencing", "OreFeatures", "OreDetection", "OreLedger", "OreCases", "OreReporting", "OreStorage",
                "OreJobs",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ], swiftSettings: strict),
        .executableTarget(
            name: "orewatchd",
            dependencies: [
                "OreFeatures", "OreStorage", "OreJobs", "OreService",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ], swiftSettings: strict),
        .executableTarget(
            name: "scenario",
            dependencies: [
                "OreGeometry", "OreReferencing", "OreFeatures", "OreDetection", "OreLedger",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], path: "Tools/Scenario", swiftSettings: strict),
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
        tests("OreGeometry", ["CPROJ"]),
        tests("OreReferencing", ["OreGeometry"]),
        tests("OreFeatures", ["CZip", "OreGeometry", "OreReferencing"]),
        tests("OreDetection", ["OreGeometry", "OreReferencing", "OreFeatures"]),
        tests("OreLedger", ["OreFeatures", "OreDetection"]),
        tests("OreCases", ["OreGeometry", "OreFeatures", "OreDetection", "OreLedger"]),
        tests("OreReporting", ["OreGeometry", "OreReferencing", "OreFeatures", "OreDetection", "OreCases"]),
        tests(
            "OreStorage",
            [
                "OreGeometry", "OreReferencing", "OreFeatures", "OreDetection", "OreLedger", "OreCases",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        tests(
            "OreJobs",
            [
                "OreGeometry", "OreReferencing", "OreFeatures", "OreDetection", "OreLedger", "OreCases", "OreReporting", "OreStorage",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        tests("OreService", ["OreFeatures", "OreJobs"]),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "OreGeometry", "OreFeatures", "OreDetection", "OreCases", "OreStorage", "TestSupport", "orewatch", "orewatchd",
                "scenario",
                .product(name: "GRDB", package: "GRDB.swift"),
            ], swiftSettings: strict),
    ]
)
