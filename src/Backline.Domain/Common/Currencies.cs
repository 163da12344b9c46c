using System.Collections.Frozen;

namespace Backline.Domain.Common;

/// <summary>
/// The active codes of ISO 4217 that prices are agreed in, with their minor units. Not among them: metals, testing and no currency (XAU, XTS, XXX),
/// units of international bodies (XAD, XDR, XSU, XUA), and funds of banks (CHE, CHW, USN).
/// </summary>
internal static class Currencies
{
    private const string TwoPlaces =
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP "
        + "GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB "
        + "PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG";

    private static readonly FrozenDictionary<string, int> places = new[]
    {
        (Places: 0, Codes: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
        (Places: 2, Codes: TwoPlaces),
        (Places: 3, Codes: "BHD IQD JOD KWD LYD OMR TND"),
        (Places: 4, Codes: "CLF UYW"),
    }.SelectMany(group => group.Codes.Split(' ').Select(code => (Code: code, group.Places))).ToFrozenDictionary(currency => currency.Code, currency => currency.Places, StringComparer.Ordinal);

    public static bool Contains(string code) => places.ContainsKey(code);

    /// <summary>2 for a code that is not among them: most that ever were have cents.</summary>
    public static int MinorUnits(string code) => places.GetValueOrDefault(code, 2);
}
