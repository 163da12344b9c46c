namespace Backline.Server.Platform.Http;

public static class ScriptRequest
{
    extension(HttpContext http)
    {
        /// <summary>A script of one of our pages asks, and nobody looks at the answer as a page. Browsers say it over a trusted connection. Source: W3C Fetch Metadata.</summary>
        public bool IsOfScript => http.Request.Headers["Sec-Fetch-Dest"] == "empty";
    }
}
