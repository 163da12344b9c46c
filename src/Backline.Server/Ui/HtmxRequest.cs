namespace Backline.Server.Ui;

public static class HtmxRequest
{
    extension(HttpContext http)
    {
        /// <summary>htmx asks for a fragment, not for a page.</summary>
        public bool IsHtmx => http.Request.Headers["HX-Request"] == "true";
    }
}
