using Backline.Server.Platform.Http;

namespace Backline.Server.Features.Cases.Attachments;

/// <summary>Files of a posted form that may be kept.</summary>
internal sealed class CheckedFiles(AttachmentOperations operations, IReadOnlyList<CheckedFile> files) : IAsyncDisposable
{
    public bool Any => files.Count > 0;

    public async Task<IReadOnlyList<Guid>> KeepAsync(CasePlace one, CancellationToken stop)
    {
        var kept = new List<Guid>();
        foreach (var file in files) kept.Add((await operations.AddAsync(one, file, stop)).Id);
        return kept;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var file in files) await file.DisposeAsync();
    }
}

/// <summary>Files of the forms of a case: those that are refused are named one by one, and nothing of the form is carried out.</summary>
internal sealed class AttachmentForm(IHttpContextAccessor accessor, AttachmentOperations operations, AttachmentQueries queries)
{
    /// <summary>Of a whole form.</summary>
    public const long MostBytes = (AttachmentCheck.MostMegaBytesOfAll + 4L) << 20;

    /// <summary>Keeps the files of a field for a message of the case.</summary>
    /// <exception cref="InvalidInputException"><c>attachment.…</c> by file</exception>
    public async Task<IReadOnlyList<Guid>> TakeAsync(string field, Guid caseId, CancellationToken stop)
    {
        await using var files = await CheckAsync(field, stop);
        return files.Any ? await files.KeepAsync(await queries.PlaceAsync(caseId, stop), stop) : [];
    }

    /// <summary>Looks at all files of a field.</summary>
    /// <exception cref="InvalidInputException"><c>attachment.…</c> by file</exception>
    public async Task<CheckedFiles> CheckAsync(string field, CancellationToken stop)
    {
        var request = accessor.HttpContext!.Request;
        // a browser sends a nameless, empty one where none was chosen
        var given = request.HasFormContentType ? request.Form.Files.GetFiles(field).Where(file => file.Length > 0 || file.FileName.Length > 0).ToList() : [];
        var (files, errors) = (new List<CheckedFile>(), new List<InputError>());
        if (given.Count > AttachmentCheck.MostFiles || given.Sum(file => file.Length) > (long)AttachmentCheck.MostMegaBytesOfAll << 20) errors.Add(new("/files", AttachmentCheck.TooMany, AttachmentCheck.MostFiles, AttachmentCheck.MostMegaBytesOfAll));
        else
            for (var place = 0; place < given.Count; place++)
            {
                try
                {
                    await using var content = given[place].OpenReadStream();
                    files.Add(await AttachmentCheck.TakeAsync(given[place].FileName, content, $"/files/{place}", stop));
                }
                catch (InvalidInputException e)
                {
                    errors.AddRange(e.Errors);
                }
            }
        var taken = new CheckedFiles(operations, files);
        if (errors.Count == 0) return taken;
        await taken.DisposeAsync();
        throw new InvalidInputException(errors);
    }
}
