window.closecallRows = {"columns":
	[["Exception","link"],["Rule","text"],["Record","text"],["Field","text"],["Why it may stay","text"],["Allowed by","text"],["Looked at again by","day"],["Now","text"]],"facets":
	[["rule","Rule",
	[["g36","G36"]]],["now","Now",
	[["holds","Holds"]]],["role","Allowed by",
	[["quality-lead","Quality lead"]]]],"rows":
	[[["al-20260425-h6wn","../allowances/al-20260425-h6wn/index.html"],"G36","au-20260404-q9kf","source_ref.locator","It is the number of a sheet","Quality lead","1 October 2026","Holds",[0,0,0]]]};
