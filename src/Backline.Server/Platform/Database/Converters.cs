using System.Text.Json;
using Backline.Domain.Common;
using Backline.Server.Platform.Http;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Backline.Server.Platform.Database;

/// <summary>An enum is stored as its word, the same as in the interfaces and texts.</summary>
internal sealed class WordConverter<T>() : ValueConverter<T, string>(value => value.Word(), word => Words.Parse<T>(word)) where T : struct, Enum;

/// <summary>A value that is read and written whole is stored as a JSON document.</summary>
internal sealed class JsonDocumentConverter<T>() : ValueConverter<T, string>(
    value => JsonSerializer.Serialize(value, BacklineJson.Options),
    json => JsonSerializer.Deserialize<T>(json, BacklineJson.Options)!) where T : class;
