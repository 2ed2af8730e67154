// swift-tools-version: 6.2
import PackageDescription

/// libFuzzer targets over the parsers of outside bytes. Built and run by `Tools/fuzz`, which adds `-sanitize=fuzzer,address`.
let targets = ["fuzz-wkb", "fuzz-wkt", "fuzz-json"]

let package = Package(
    name: "orewatch-fuzz",
    products: targets.map { .executable(name: $0, targets: [$0]) },
    dependencies: [.package(name: "orewatch", path: "../..")],
    targets: targets.map { name in
        .executableTarget(
            name: name,
            dependencies: [.product(name: "OreGeometry", package: "orewatch"), .product(name: "OreFeatures", package: "orewatch")],
            swiftSettings: [.swiftLanguageMode(.v6)])
    }
)
