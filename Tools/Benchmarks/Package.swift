// swift-tools-version: 6.2
import PackageDescription

/// Measurements, apart from the program: building the program or its tests never builds these.
let package = Package(
    name: "orewatch-benchmarks",
    dependencies: [.package(name: "orewatch", path: "../..")],
    targets: [
        .executableTarget(
            name: "read-bench",
            dependencies: [
                .product(name: "OreGeometry", package: "orewatch"), .product(name: "OreFeatures", package: "orewatch"),
            ],
            swiftSettings: [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]),
        .executableTarget(
            name: "transform-bench",
            dependencies: [
                .product(name: "OreGeometry", package: "orewatch"), .product(name: "OreReferencing", package: "orewatch"),
            ],
            swiftSettings: [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]),
        .executableTarget(
            name: "task-bench",
            dependencies: [
                .product(name: "OreGeometry", package: "orewatch"), .product(name: "OreFeatures", package: "orewatch"),
                .product(name: "OreDetection", package: "orewatch"), .product(name: "OreJobs", package: "orewatch"),
            ],
            swiftSettings: [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]),
        .executableTarget(
            name: "store-bench",
            dependencies: [
                .product(name: "OreGeometry", package: "orewatch"), .product(name: "OreDetection", package: "orewatch"),
                .product(name: "OreCases", package: "orewatch"), .product(name: "OreStorage", package: "orewatch"),
                .product(name: "OreJobs", package: "orewatch"),
            ],
            swiftSettings: [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]),
        .executableTarget(
            name: "kernel-bench",
            dependencies: [.product(name: "OreGeometry", package: "orewatch")],
            swiftSettings: [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]),
    ]
)
