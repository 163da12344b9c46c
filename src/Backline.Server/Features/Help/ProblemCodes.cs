using System.Reflection;
using System.Reflection.Emit;
using Backline.Domain.Common;
using Backline.Server.Platform.Http;
using Microsoft.Extensions.Localization;

namespace Backline.Server.Features.Help;

/// <summary>
/// Every code a refusal can carry, read from the program itself: the strings that refusals and input errors are made with. So the page of problems can't fall behind. Read once, at the first question.
/// </summary>
internal sealed class ProblemCodes(IEnumerable<ProblemTextSource> sources, IServiceProvider services)
{
    private static readonly Dictionary<short, OpCode> opcodes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    private static readonly Lazy<IReadOnlySet<string>> written = new(() => new[] { typeof(Refusal).Assembly, typeof(ProblemCodes).Assembly }
        .SelectMany(assembly => assembly.GetTypes()).SelectMany(Bodies).SelectMany(CodesIn).ToHashSet(StringComparer.Ordinal));

    /// <summary>Whether or not somebody wrote a text.</summary>
    public static IReadOnlySet<string> Written => written.Value;

    /// <summary>Codes in order, with their text in the reader's language.</summary>
    public IReadOnlyList<(string Code, string Text)> List() =>
        [.. sources.SelectMany(source => Localizer(source.Texts).GetAllStrings(includeParentCultures: true).Where(text => source.Texts == typeof(HttpTexts) || Written.Contains(text.Name)))
            .Select(text => (text.Name, text.Value)).DistinctBy(text => text.Name).OrderBy(text => text.Name, StringComparer.Ordinal)];

    private IStringLocalizer Localizer(Type texts) => (IStringLocalizer)services.GetRequiredService(typeof(IStringLocalizer<>).MakeGenericType(texts));

    private static IEnumerable<MethodBase> Bodies(Type type) =>
        type.GetMembers(BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance).OfType<MethodBase>();

    private static List<string> CodesIn(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } il) return [];
        List<string> codes = [], last = [];
        OpCode before = OpCodes.Nop;
        for (var at = 0; at < il.Length;)
        {
            short value = il[at] == 0xFE ? (short)(0xFE00 | il[at + 1]) : il[at];
            var code = opcodes[value];
            at += code.Size;
            if (code == OpCodes.Ldstr)
            {
                var text = method.Module.ResolveString(BitConverter.ToInt32(il, at));
                // the two sides of a condition stand with a jump between them
                if (LooksLikeCode(text)) last = before == OpCodes.Br_S || before == OpCodes.Br ? [.. last, text] : [text];
            }
            else if ((code == OpCodes.Newobj || code == OpCodes.Call || code == OpCodes.Callvirt) && Refuses(method, BitConverter.ToInt32(il, at)))
            {
                codes.AddRange(last);
                last = [];
            }
            before = code;
            at += Length(code, il, at);
        }
        return codes;
    }

    private static bool Refuses(MethodBase method, int token)
    {
        var generic = method.DeclaringType?.GetGenericArguments();
        var called = method.Module.ResolveMethod(token, generic, method.IsGenericMethod ? method.GetGenericArguments() : null);
        return called?.DeclaringType == typeof(Refusal) && called.IsConstructor
            || called?.DeclaringType == typeof(InputError) && called.IsConstructor
            || called?.DeclaringType == typeof(InputErrors) && called.Name == nameof(InputErrors.Refuse);
    }

    private static bool LooksLikeCode(string text) => text.Length is > 3 and < 80 && char.IsAsciiLetterLower(text[0]) && text.Contains('.', StringComparison.Ordinal)
        && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '.' or '-') && text[^1] is not ('.' or '-');

    private static int Length(OpCode code, byte[] il, int at) => code.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(il, at),
        _ => 4,
    };
}
