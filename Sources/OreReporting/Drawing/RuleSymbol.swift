internal import OreDetection

extension RuleName {
    /// The style class that carries the rule's colour: `r-unlicensed`, ...
    var styleClass: String { "r-" + rawValue }

    /// The `url(#...)` of the rule's hatching.
    var hatchReference: String { "url(#h-\(rawValue))" }

    /// An outline relative to its place, about 9 pixels wide. Each rule has its own shape, so that no one depends on colours.
    var symbol: StaticString {
        switch self {
        case .unlicensed: "m-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z"
        case .outOfBoundary: "m0-5.2l5 8.8h-10z"
        case .outsideValidity: "m-4-4h8v8h-8z"
        case .protectedZone: "m0-5.6l5.6 5.6l-5.6 5.6l-5.6-5.6z"
        case .outsidePlannedArea: "m0 5.2l5-8.8h-10z"
        case .expansionAfterFreeze: "m-1.7-5h3.4v3.3h3.3v3.4h-3.3v3.3h-3.4v-3.3h-3.3v-3.4h3.3z"
        case .afterStopOrder: "m-2-4.8h4l2.8 2.8v4l-2.8 2.8h-4l-2.8-2.8v-4z"
        }
    }

    /// Colours after Okabe and Ito (2008), told apart by people of every colour vision; the second is for dark backgrounds.
    var colours: (light: StaticString, dark: StaticString) {
        switch self {
        case .unlicensed: ("#c2410c", "#ff8a50")
        case .outOfBoundary: ("#b37400", "#f0b429")
        case .outsideValidity: ("#a8487f", "#e59bc4")
        case .protectedZone: ("#6b21a8", "#c79bf2")
        case .outsidePlannedArea: ("#1f77a8", "#6cc4ee")
        case .expansionAfterFreeze: ("#0b3d91", "#8fb4ff")
        case .afterStopOrder: ("#9b1c31", "#ff9aa8")
        }
    }

    /// Degrees by which the hatching is turned.
    var hatchAngle: Int {
        switch self {
        case .unlicensed: 45
        case .outOfBoundary: -45
        case .outsideValidity: 0
        case .protectedZone: 90
        case .outsidePlannedArea: 20
        case .expansionAfterFreeze: -20
        case .afterStopOrder: 70
        }
    }
}
